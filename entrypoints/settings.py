"""Settings from `TANDEM_…` variables; no other file reads the environment."""

import difflib
import os
import secrets
from collections.abc import Iterator
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from domain.errors import TandemError
from domain.staff.organisation import read

PREFIX = "TANDEM_"
OF_TESTS = "TANDEM_TEST_"  # where the test suite finds its own servers; nothing to do with us
SHORTEST_SECRET = 16
OF_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
FOLLOWS = "default_factory_not_called"  # pydantic: another field is wrong
DATABASES = {"postgresql", "postgresql+psycopg", "sqlite"}
SMTP_PORTS = {"auto": 25, "none": 25, "starttls": 587, "tls": 465}

TlsMode = Literal["auto", "none", "starttls", "tls"]
LogFormat = Literal["auto", "json", "console"]
LogLevel = Literal["debug", "info", "warning", "error"]


class SettingsError(TandemError):
    """The settings are not right."""

    code = "settings_invalid"

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def _host_and_port(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or "/" in value or not port.isdecimal():
        raise ValueError("must be HOST:PORT, for example localhost:7233")
    return value


def _sender(value: str) -> str:
    local, _, domain = parseaddr(value)[1].rpartition("@")
    if not local or not domain:
        raise ValueError("must be an address, for example: Mentoring <mentoring@example.org>")
    return value


def _database(value: str) -> str:
    kind, _, rest = value.partition("://")
    known = {"postgres": "postgresql"}.get(kind, kind)
    if known not in DATABASES or not rest:
        raise ValueError("must begin with postgresql:// or sqlite:///")
    return f"{known}://{rest}"


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("must begin with http:// or https:// and a host name")
    return value.rstrip("/")


def _parted(value: object) -> object:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _networks(value: tuple[str, ...]) -> tuple[str, ...]:
    for one in value:
        try:
            ip_network(one)
        except ValueError as error:
            raise ValueError(f"{one} is no address or network, as 10.0.0.0/8") from error
    return value


def _issuer(value: str, info: ValidationInfo) -> str:
    parts = urlsplit(value)
    if not parts.netloc or (parts.scheme != "https" and parts.hostname not in OF_THIS_MACHINE):
        raise ValueError("must begin with https:// and a host name")
    if not info.data.get("oidc_client_id"):
        raise ValueError("needs TANDEM_OIDC_CLIENT_ID as well")
    return value


def _only(value: bool, info: ValidationInfo) -> bool:  # noqa: FBT001  pydantic calls it so
    if value and not info.data.get("oidc_issuer"):
        raise ValueError("needs TANDEM_OIDC_ISSUER; without it, nobody could sign in")
    return value


def _role_map(value: str) -> str:
    if value:
        read(value)
    return value


def _readable(value: Path) -> Path:
    try:
        value.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise ValueError(f"can't be read: {error}") from error
    return value


def _long_enough(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) < SHORTEST_SECRET:
        raise ValueError(f"must have at least {SHORTEST_SECRET} characters")
    return value


def _absolute(value: Path) -> Path:
    return value.expanduser().absolute()


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _usual_tls(earlier: dict[str, Any]) -> TlsMode:
    """Never send a password in clear unless somebody says so."""
    return "starttls" if earlier.get("smtp_password") else "auto"


def _usual_port(earlier: dict[str, Any]) -> int:
    return SMTP_PORTS[earlier.get("smtp_tls", "auto")]


class Settings(BaseSettings):
    """Everything that differs between installations; each field is the variable `TANDEM_<FIELD>`.

    What is None is embedded: the database, the Temporal server, the mail catcher, the secret that
    signs links. `smtp_tls`: `auto` encrypts if the mail server offers it, `starttls` insists on
    it, `tls` encrypts from the first byte. `webhook_private` lets webhooks go to this machine
    and to private networks too; else nobody who adds one reaches servers in there through us.
    `web_proxies` are believed when they say for whom they ask. `oidc_…` is the sign-in of the
    staff's organisation: `oidc_roles` gives roles by a claim (domain/staff/organisation.py), with
    `oidc_only` no password counts beside it.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid"
    )

    data_dir: Annotated[Path, AfterValidator(_absolute)] = Field(
        default=Path(".tandem"), validate_default=True
    )
    database_url: Annotated[str, AfterValidator(_database)] | None = Field(
        default=None,
        repr=False,  # it may hold a password
    )
    temporal_address: Annotated[str, AfterValidator(_host_and_port)] | None = None
    temporal_namespace: str = "default"
    task_queue: str = "tandem"
    smtp_host: str | None = None
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_tls: Annotated[TlsMode, BeforeValidator(_lower)] = Field(default_factory=_usual_tls)
    smtp_port: Annotated[int, Field(ge=1, le=65535, default_factory=_usual_port)]
    mail_from: Annotated[str, AfterValidator(_sender)] = "Tandem <program@tandem.invalid>"
    public_url: Annotated[str, AfterValidator(_web_address)] = "http://localhost:8080"
    web_host: str = "127.0.0.1"
    web_port: Annotated[int, Field(ge=1, le=65535)] = 8080
    webhook_private: bool = False
    web_proxies: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(_parted), AfterValidator(_networks)
    ] = ()
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr | None = None
    oidc_client_secret_file: Annotated[Path, AfterValidator(_readable)] | None = None
    oidc_roles: Annotated[str, AfterValidator(_role_map)] = ""
    oidc_issuer: Annotated[str, AfterValidator(_issuer)] | None = None
    oidc_only: Annotated[bool, AfterValidator(_only)] = False
    link_secret: Annotated[SecretStr, AfterValidator(_long_enough)] | None = None
    log_format: Annotated[LogFormat, BeforeValidator(_lower)] = "auto"
    log_level: Annotated[LogLevel, BeforeValidator(_lower)] = "info"

    @property
    def record_url(self) -> str:
        """Where the record is: the given database, or a SQLite file in the data directory."""
        return self.database_url or f"sqlite:///{self.data_dir / 'tandem.db'}"


def load(**overrides: object) -> Settings:
    """Read the settings; overrides (from a command's options) win where they are not None.

    Raises `SettingsError` with every problem, one line each, and names the variable in it.
    """
    chosen = {name: value for name, value in overrides.items() if value is not None}
    problems = list(_unknown_variables())
    try:
        settings = Settings.model_validate(chosen)
    except ValidationError as error:
        problems += [
            _sentence(problem) for problem in error.errors() if problem["type"] != FOLLOWS
        ]
    if problems:
        raise SettingsError(tuple(problems))
    return settings


def link_secret(settings: Settings) -> SecretStr:
    """The secret that signs links: the given one, or a random one kept in the data directory."""
    if settings.link_secret is not None:
        return settings.link_secret
    file = settings.data_dir / "secret"
    if not file.exists():
        _write_secret(file)
    return SecretStr(file.read_text(encoding="ascii").strip())


def oidc_secret(settings: Settings) -> SecretStr:
    """What we prove ourselves by at the organisation's sign-in; empty where it wants nothing."""
    if settings.oidc_client_secret_file is not None:
        return SecretStr(settings.oidc_client_secret_file.read_text(encoding="utf-8").strip())
    return settings.oidc_client_secret or SecretStr("")


def _write_secret(file: Path) -> None:
    """Write a new secret whole or not at all; whoever comes second keeps the first one's."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f"secret.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(32) + "\n", encoding="ascii")
    try:
        file.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def _unknown_variables() -> Iterator[str]:
    known = [PREFIX + field.upper() for field in Settings.model_fields]
    for name in sorted(os.environ):
        ours = name.upper().startswith(PREFIX) and not name.upper().startswith(OF_TESTS)
        if ours and name.upper() not in known:
            close = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.8)
            hint = f"; did you mean {close[0]}?" if close else ""
            yield f"{name}: there is no such setting{hint}"


def _sentence(problem: ErrorDetails) -> str:
    variable = PREFIX + str(problem["loc"][0]).upper()
    said = problem["msg"].removeprefix("Value error, ")
    return f"{variable}: {said[:1].lower()}{said[1:]}"
