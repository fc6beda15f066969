"""The secrets of an installation: given by settings, or made once and kept in the data folder."""

import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from pydantic import SecretStr

from adapters.keys.ring import KeyRing, new_key
from domain.errors import TandemError
from entrypoints.settings import Settings, file_of


class NoKeys(TandemError):
    """No keys are given."""

    code = "no_keys"


class KeysNotWritten(TandemError):
    """The file of the ring can't be changed."""

    code = "cant_write"


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

    Only there they are made by themselves, and only where Temporal's server is kept there too:
    else every machine would have keys of its own. Raises `KeyRingInvalid` and `NoKeys`.
    """
    if settings.keys is not None:
        return KeyRing.read(settings.keys.get_secret_value())
    file = keys_file(settings)
    if settings.temporal_address is not None and not file.exists():
        raise NoKeys(
            "What Tandem gives to Temporal is encrypted, and no keys are given: set"
            " TANDEM_KEYS_FILE, the same for every worker and the web. Such a file is made by:"
            " tandem keys add ID --file FILE"
        )
    _kept(file, new_key)
    return read_keys(file)


def read_keys(file: Path) -> KeyRing:
    """The ring that a file holds; raises `KeyRingInvalid` and `NoKeys`."""
    try:
        return KeyRing.read(file.read_text(encoding="ascii"))
    except (OSError, UnicodeError) as error:
        raise NoKeys(f"The keys in {file} can't be read: {error}") from error


def keys_file(settings: Settings) -> Path:
    """The file that holds the keys, unless TANDEM_KEYS itself does."""
    return file_of("keys") or settings.data_dir / "keys"


def _kept(file: Path, make: Callable[[], str]) -> str:
    if not file.exists():
        _write(file, make())
    return file.read_text(encoding="ascii").strip()


def _write(file: Path, secret: str) -> None:
    """Write a new secret whole or not at all; whoever comes second keeps the first one's."""
    draft = _draft(file, secret)
    try:
        file.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink()
        _to_disk(file.parent)


def write_keys(file: Path, ring: KeyRing) -> None:
    """Put a ring into its file, whole or not at all; raises `KeysNotWritten`.

    Who could read it before can do so after; a new one is for its owner alone.
    """
    file = file.resolve()  # a link to it stays one
    try:
        draft = _draft(file, ring.written())
        if file.exists():
            _share(draft, file.stat())
        draft.replace(file)
        _to_disk(file.parent)
    except OSError as error:
        raise KeysNotWritten(f"The keys in {file} can't be written: {error.strerror}.") from error


def _share(draft: Path, before: os.stat_result) -> None:
    """Let the same people read a file as before: a container's user is not who types commands."""
    os.chown(draft, before.st_uid, before.st_gid)
    draft.chmod(stat.S_IMODE(before.st_mode))


def _draft(file: Path, secret: str) -> Path:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(secret.strip() + "\n", encoding="ascii")
    _to_disk(draft)
    return draft


def _to_disk(place: Path) -> None:
    """Wait until a file or folder is safe from a power cut: what a key encrypts soon is."""
    opened = os.open(place, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
