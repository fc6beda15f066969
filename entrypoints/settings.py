"""Settings from `TANDEM_…` variables; no other file reads the environment."""

import difflib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from domain.errors import TandemError
from entrypoints import setting_kinds as kinds

PREFIX = "TANDEM_"
OF_TESTS = "TANDEM_TEST_"  # where the test suite finds its own servers; nothing to do with us
FILE = "_FILE"  # TANDEM_X_FILE names the file that holds the secret X
FOLLOWS = "default_factory_not_called"  # pydantic: another field is wrong
SMTP_PORTS = {"auto": 25, "none": 25, "starttls": 587, "tls": 465}

TlsMode = Literal["auto", "none", "starttls", "tls"]
LogFormat = Literal["auto", "json", "console"]
LogLevel = Literal["debug", "info", "warning", "error"]
Address = Annotated[str, AfterValidator(kinds.host_and_port)]
ReadableFile = Annotated[Path, AfterValidator(kinds.readable)]


class SettingsError(TandemError):
    """The settings are not right."""

    code = "settings_invalid"

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def _usual_tls(earlier: dict[str, Any]) -> TlsMode:
    """Never send in clear what is to be proven or kept secret, unless somebody says so."""
    wanted = ("smtp_password", "smtp_tls_ca", "smtp_tls_cert")
    return "starttls" if any(earlier.get(name) for name in wanted) else "auto"


def _usual_port(earlier: dict[str, Any]) -> int:
    return SMTP_PORTS[earlier.get("smtp_tls", "auto")]


class Settings(BaseSettings):
    """Everything that differs between installations; each field is the variable `TANDEM_<FIELD>`.

    What is None is embedded: the database, the Temporal server, the mail catcher, the secret that
    signs links. `smtp_tls`: `auto` encrypts if the mail server offers it, `starttls` insists on
    it (as is usual where a password or one of its files is given), `tls` encrypts from the first
    byte. `webhook_private` lets webhooks go to this machine
    and to private networks too; else nobody who adds one reaches servers in there through us.
    `web_proxies` are believed when they say for whom they ask, and by what id. `oidc_…` is the
    sign-in of the staff's organisation: `oidc_roles` gives roles by a claim
    (domain/staff/organisation.py), with `oidc_only` no password counts beside it.

    `temporal_tls` encrypts the way to Temporal; it is on wherever one of its files or an API key
    is given. `temporal_ui` is where Temporal's own pages stand: they may ask us to decrypt, with
    the session of somebody who may read the record. Each `…_tls_cert` with its `…_tls_key` is what
    we prove ourselves by, each `…_tls_ca` what a server must be signed by. `keys` is the key ring:
    `ID:BASE64` of 32 bytes each, the current one first. `mail_rate` is how many messages go out a
    minute at most. Worker and web tell how they are at `health_address` and `metrics_address`,
    and send traces to the collector at `traces_endpoint` (OTLP over HTTP; extra `traces`). Each
    secret may stand in a file that `TANDEM_<FIELD>_FILE` names.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid"
    )

    data_dir: Annotated[Path, AfterValidator(kinds.absolute)] = Field(
        default=Path(".tandem"), validate_default=True
    )
    database_url: Annotated[str, AfterValidator(kinds.database)] | None = Field(
        default=None,
        repr=False,  # it may hold a password
    )
    database_tls_ca: ReadableFile | None = None
    database_tls_cert: ReadableFile | None = None
    database_tls_key: Annotated[ReadableFile, AfterValidator(kinds.beside_cert)] | None = None
    temporal_address: Address | None = None
    temporal_namespace: str = "default"
    temporal_api_key: SecretStr | None = None
    temporal_tls: bool = False
    temporal_tls_ca: ReadableFile | None = None
    temporal_tls_cert: ReadableFile | None = None
    temporal_tls_key: Annotated[ReadableFile, AfterValidator(kinds.beside_cert)] | None = None
    temporal_tls_name: str | None = None
    temporal_ui: Annotated[str, AfterValidator(kinds.web_address)] | None = None
    task_queue: str = "tandem"
    deployment: str = "tandem"
    build_id: str | None = None
    smtp_host: str | None = None
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_tls_ca: ReadableFile | None = None
    smtp_tls_cert: ReadableFile | None = None
    smtp_tls_key: Annotated[ReadableFile, AfterValidator(kinds.beside_cert)] | None = None
    smtp_tls: Annotated[TlsMode, BeforeValidator(kinds.lower)] = Field(default_factory=_usual_tls)
    smtp_port: Annotated[int, Field(ge=1, le=65535, default_factory=_usual_port)]
    mail_rate: Annotated[int, Field(ge=1)] | None = None
    mail_from: Annotated[str, AfterValidator(kinds.sender)] = "Tandem <program@tandem.invalid>"
    public_url: Annotated[str, AfterValidator(kinds.web_address)] = "http://localhost:8080"
    web_host: str = "127.0.0.1"
    web_port: Annotated[int, Field(ge=1, le=65535)] = 8080
    webhook_private: bool = False
    web_proxies: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(kinds.parted), AfterValidator(kinds.networks)
    ] = ()
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr | None = None
    oidc_roles: Annotated[str, AfterValidator(kinds.role_map)] = ""
    oidc_issuer: Annotated[str, AfterValidator(kinds.issuer)] | None = None
    oidc_only: Annotated[bool, AfterValidator(kinds.only)] = False
    link_secret: Annotated[SecretStr, AfterValidator(kinds.long_enough)] | None = None
    keys: SecretStr | None = None
    metrics_address: Address | None = None
    health_address: Address | None = None
    traces_endpoint: Annotated[str, AfterValidator(kinds.web_address)] | None = None
    log_format: Annotated[LogFormat, BeforeValidator(kinds.lower)] = "auto"
    log_level: Annotated[LogLevel, BeforeValidator(kinds.lower)] = "info"

    @property
    def record_url(self) -> str:
        """Where the record is: the given database, or a SQLite file in the data directory.

        How the way to PostgreSQL is encrypted stands in the address, for whoever connects.
        """
        if self.database_url is None:
            return f"sqlite:///{self.data_dir / 'tandem.db'}"
        files = (self.database_tls_ca, self.database_tls_cert, self.database_tls_key)
        return kinds.with_tls(self.database_url, *files)


SECRETS = (
    *("database_url", "keys", "link_secret", "oidc_client_secret"),
    *("smtp_password", "temporal_api_key"),
)


def load(**overrides: object) -> Settings:
    """Read the settings; overrides (from a command's options) win where they are not None.

    Raises `SettingsError` with every problem, one line each, and names the variable in it.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    from_files, unread = _secrets_from_files()
    chosen, problems = from_files | given, [*_unknown_variables(), *unread]
    try:
        settings = Settings.model_validate(chosen)
    except ValidationError as error:
        problems += [
            _sentence(problem) for problem in error.errors() if problem["type"] != FOLLOWS
        ]
    if problems:
        raise SettingsError(tuple(problems))
    return settings


def file_of(field: str) -> Path | None:
    """The file that a secret stands in, where a variable names one."""
    file = os.environ.get(_variable_of_file(field))
    return Path(file).expanduser() if file else None


def _unknown_variables() -> Iterator[str]:
    known = [PREFIX + field.upper() for field in Settings.model_fields]
    known += [_variable_of_file(field) for field in SECRETS]
    for name in sorted(os.environ):
        ours = name.upper().startswith(PREFIX) and not name.upper().startswith(OF_TESTS)
        if ours and name.upper() not in known:
            close = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.8)
            hint = f"; did you mean {close[0]}?" if close else ""
            yield f"{name}: there is no such setting{hint}"


def _secrets_from_files() -> tuple[dict[str, str], list[str]]:
    """The secrets whose variables name files, and what is wrong with those."""
    found: dict[str, str] = {}
    problems: list[str] = []
    for field in SECRETS:
        variable = _variable_of_file(field)
        if not (file := file_of(field)):
            continue
        try:
            found[field] = file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeError) as error:
            problems.append(f"{variable}: can't be read: {error}")
            continue
        if not found[field]:
            problems.append(f"{variable}: there is nothing in {file}")
        if os.environ.get(PREFIX + field.upper()):
            problems.append(f"{variable}: {PREFIX}{field.upper()} is set as well; keep one")
    return found, problems


def _variable_of_file(field: str) -> str:
    return PREFIX + field.upper() + FILE


def _sentence(problem: ErrorDetails) -> str:
    variable = PREFIX + str(problem["loc"][0]).upper()
    said = problem["msg"].removeprefix("Value error, ")
    return f"{variable}: {said[:1].lower()}{said[1:]}"
