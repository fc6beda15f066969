"""The one way to Temporal: how every part of Tandem connects, encrypts, measures and traces."""

from pathlib import Path
from typing import Any

from temporalio.client import Client
from temporalio.common import HeaderCodecBehavior
from temporalio.converter import DataConverter
from temporalio.service import TLSConfig

from adapters.temporal.codec import converter
from adapters.temporal.connection import TemporalUnreachable, connect
from entrypoints.secrets import key_ring
from entrypoints.settings import Settings
from entrypoints.tls_trouble import why
from entrypoints.tracing import interceptors


async def connect_to(settings: Settings, address: str) -> Client:
    """Connect to a Temporal server as the settings say; raises `TemporalUnreachable`."""
    chosen = options(settings)
    try:
        return await connect(address, settings.temporal_namespace, **chosen)
    except TemporalUnreachable as error:
        proven = settings.temporal_tls_cert is not None
        said = why("temporal", error.reason, encrypted=bool(chosen["tls"]), proven=proven)
        if not said:
            raise
        told = f"{error.message.rstrip('.')}: {said}."
        raise TemporalUnreachable(told, reason=error.reason) from error


def options(settings: Settings) -> dict[str, Any]:
    """What `temporalio.client.Client.connect` is given beside address and namespace."""
    secret = settings.temporal_api_key
    return {
        "data_converter": data_converter(settings),
        "header_codec_behavior": HeaderCodecBehavior.CODEC,
        "tls": tls(settings),
        "api_key": secret.get_secret_value() if secret else None,
        "interceptors": interceptors(settings),
    }


def data_converter(settings: Settings) -> DataConverter:
    """How values become payloads that only we can read, and back."""
    return converter(key_ring(settings))


def tls(settings: Settings) -> TLSConfig | bool:
    """How the connection is encrypted, if it is."""
    ca, cert, key = settings.temporal_tls_ca, settings.temporal_tls_cert, settings.temporal_tls_key
    if not (ca or cert or settings.temporal_tls_name):
        return settings.temporal_tls or settings.temporal_api_key is not None
    return TLSConfig(
        server_root_ca_cert=_bytes(ca),
        domain=settings.temporal_tls_name,
        client_cert=_bytes(cert),
        client_private_key=_bytes(key),
    )


def _bytes(file: Path | None) -> bytes | None:
    return file.read_bytes() if file else None
