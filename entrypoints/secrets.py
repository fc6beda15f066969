"""The secrets of an installation: given by settings, or made once and kept in the data folder."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from pydantic import SecretStr

from adapters.keys.ring import KeyRing, new_key
from entrypoints.settings import Settings


def link_secret(settings: Settings) -> SecretStr:
    """The secret that signs links: the given one, or a random one kept in the data directory."""
    if settings.link_secret is not None:
        return settings.link_secret
    return SecretStr(_kept(settings.data_dir / "secret", lambda: secrets.token_urlsafe(32)))


def oidc_secret(settings: Settings) -> SecretStr:
    """What we prove ourselves by at the organisation's sign-in; empty where it wants nothing."""
    return settings.oidc_client_secret or SecretStr("")


def key_ring(settings: Settings) -> KeyRing:
    """The keys of this installation: the given ones, or those kept in the data directory.

    Raises `KeyRingInvalid`.
    """
    if settings.keys is not None:
        return KeyRing.read(settings.keys.get_secret_value())
    return KeyRing.read(_kept(settings.data_dir / "keys", new_key))


def _kept(file: Path, make: Callable[[], str]) -> str:
    if not file.exists():
        _write(file, make())
    return file.read_text(encoding="ascii").strip()


def _write(file: Path, secret: str) -> None:
    """Write a new secret whole or not at all; whoever comes second keeps the first one's."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secret + "\n", encoding="ascii")
    try:
        file.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink()
