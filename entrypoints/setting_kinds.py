"""What kinds of settings there are: each reads a value, or says what it must be."""

from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from pydantic import SecretStr, ValidationInfo

from domain.staff.organisation import read

SHORTEST_SECRET = 16
OF_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
DATABASES = {"postgresql", "postgresql+psycopg", "sqlite"}


def host_and_port(value: str) -> str:
    """An address as `localhost:7233`."""
    host, _, port = value.rpartition(":")
    if not host or "/" in value or not port.isdecimal():
        raise ValueError("must be HOST:PORT, for example localhost:7233")
    return value


def sender(value: str) -> str:
    """Whom mail comes from, as `Mentoring <mentoring@example.org>`."""
    local, _, domain = parseaddr(value)[1].rpartition("@")
    if not local or not domain:
        raise ValueError("must be an address, for example: Mentoring <mentoring@example.org>")
    return value


def database(value: str) -> str:
    """The address of a database of a kind that we know."""
    kind, _, rest = value.partition("://")
    known = {"postgres": "postgresql"}.get(kind, kind)
    if known not in DATABASES or not rest:
        raise ValueError("must begin with postgresql:// or sqlite:///")
    return f"{known}://{rest}"


def with_tls(url: str, ca: Path | None, cert: Path | None, key: Path | None) -> str:
    """The address of a PostgreSQL with its files; what the address itself says goes first.

    A server whose authority is given must be signed by it and have the name in the address.
    """
    given = {"sslrootcert": ca, "sslcert": cert, "sslkey": key}
    wanted = {name: str(file.absolute()) for name, file in given.items() if file}
    if not wanted or not url.startswith("postgresql"):
        return url
    mode = {"sslmode": "verify-full" if ca else "require"}
    before, _, query = url.partition("?")
    return f"{before}?{urlencode(mode | wanted | dict(parse_qsl(query)))}"


def web_address(value: str) -> str:
    """An address that a browser opens, without a slash at its end."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("must begin with http:// or https:// and a host name")
    return value.rstrip("/")


def parted(value: object) -> object:
    """Words that are parted by spaces or commas."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def networks(value: tuple[str, ...]) -> tuple[str, ...]:
    """Addresses or networks."""
    for one in value:
        try:
            ip_network(one)
        except ValueError as error:
            raise ValueError(f"{one} is no address or network, as 10.0.0.0/8") from error
    return value


def issuer(value: str, info: ValidationInfo) -> str:
    """An organisation's sign-in, which needs to know us."""
    parts = urlsplit(value)
    if not parts.netloc or (parts.scheme != "https" and parts.hostname not in OF_THIS_MACHINE):
        raise ValueError("must begin with https:// and a host name")
    if not info.data.get("oidc_client_id"):
        raise ValueError("needs TANDEM_OIDC_CLIENT_ID as well")
    return value


def only(value: bool, info: ValidationInfo) -> bool:  # noqa: FBT001  pydantic calls it so
    """Whether passwords count no more."""
    if value and not info.data.get("oidc_issuer"):
        raise ValueError("needs TANDEM_OIDC_ISSUER; without it, nobody could sign in")
    return value


def role_map(value: str) -> str:
    """Which roles a claim gives."""
    if value:
        read(value)
    return value


def readable(value: Path) -> Path:
    """A file of text that can be read."""
    try:
        value.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise ValueError(f"can't be read: {error}") from error
    return value


def long_enough(value: SecretStr) -> SecretStr:
    """A secret that nobody guesses."""
    if len(value.get_secret_value()) < SHORTEST_SECRET:
        raise ValueError(f"must have at least {SHORTEST_SECRET} characters")
    return value


def absolute(value: Path) -> Path:
    """A folder, wherever we stand."""
    return value.expanduser().absolute()


def lower(value: object) -> object:
    """A word in small letters."""
    return value.lower() if isinstance(value, str) else value


def beside_cert(value: Path, info: ValidationInfo) -> Path:
    """The key of a certificate that is given as well."""
    cert = str(info.field_name).removesuffix("key") + "cert"
    if not info.data.get(cert):
        raise ValueError(f"needs TANDEM_{cert.upper()} as well")
    return value
