"""An authority that signs certificates for this machine, as an organisation has one."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from ssl import CERT_REQUIRED, PROTOCOL_TLS_SERVER, SSLContext
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


class Pair(NamedTuple):
    """A certificate and its key, in files."""

    cert: Path
    key: Path


class Authority:
    """Signs whom it is asked to; `ca` is the file by which others know it."""

    def __init__(self, folder: Path, name: str = "Tests") -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.ca = folder / f"{name}-ca.pem"
        cert = self._sign(self._name, self._key, x509.BasicConstraints(ca=True, path_length=0))
        self.ca.write_bytes(cert.public_bytes(Encoding.PEM))

    def signs(self, name: str, lasts: timedelta = DAY) -> Pair:
        """A certificate for a server of this machine, or for a client of this name."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        cert = self._sign(subject, key, x509.BasicConstraints(ca=False, path_length=None), lasts)
        files = Pair(self._folder / f"{name}.pem", self._folder / f"{name}.key")
        files.cert.write_bytes(cert.public_bytes(Encoding.PEM))
        files.key.touch(mode=0o600)
        files.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return files

    def door(self, own: Pair, *, strict: bool) -> SSLContext:
        """How a server speaks; a strict one lets in only whom we have signed."""
        context = SSLContext(PROTOCOL_TLS_SERVER)
        context.load_cert_chain(own.cert, own.key)
        if strict:
            context.load_verify_locations(self.ca)
            context.verify_mode = CERT_REQUIRED
        return context

    def _sign(
        self,
        name: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        kind: x509.BasicConstraints,
        lasts: timedelta = DAY,
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        here = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
        built = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - DAY)
            .not_valid_after(now + lasts)
            .add_extension(kind, critical=True)
            .add_extension(x509.SubjectAlternativeName(here), critical=False)
        )
        return built.sign(self._key, SHA256())
