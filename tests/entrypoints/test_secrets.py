"""No secret of the settings is ever shown: not in an error, not by a command, not in a log."""

import base64
import os
from pathlib import Path

import pytest

from adapters.keys.ring import KeyRing
from adapters.mail.smtp import SmtpServer
from entrypoints.bootstrap import smtp_server
from entrypoints.cli.checks import examine
from entrypoints.cli.main import run
from entrypoints.secrets import key_ring
from entrypoints.settings import SECRETS, SettingsError, load

MARK = "canary"
KEY = base64.b64encode(b"canary-of-the-key-ring-32-bytes!").decode()
CANARIES = {
    "database_url": f"postgresql://tandem:{MARK}-database@127.0.0.1:1/tandem",
    "keys": f"ours:{KEY}",
    "link_secret": f"{MARK}-that-signs-links",
    "oidc_client_secret": f"{MARK}-organisation",
    "smtp_password": f"{MARK}-mail",
    "temporal_api_key": f"{MARK}-temporal",
}


def shown(said: str) -> bool:
    """Tell whether some secret can be read in what was said."""
    return MARK in said or KEY[:12] in said


@pytest.fixture(autouse=True)
def canaries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every secret is set, and every server is away."""
    for name in [name for name in os.environ if name.startswith("TANDEM_")]:
        monkeypatch.delenv(name)
    for field, value in CANARIES.items():
        monkeypatch.setenv(f"TANDEM_{field.upper()}", value)
    away = {"TEMPORAL_ADDRESS": "127.0.0.1:1", "SMTP_HOST": "127.0.0.1", "SMTP_PORT": "1"}
    for name, value in {**away, "DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(f"TANDEM_{name}", value)


def test_every_secret_is_watched_here() -> None:
    assert set(CANARIES) == set(SECRETS)
    assert shown(repr(CANARIES))


def test_settings_show_none() -> None:
    settings = load()
    assert settings.temporal_api_key is not None
    ours: list[object] = [settings, key_ring(settings), smtp_server(settings, "127.0.0.1", 1)]
    assert isinstance(ours[1], KeyRing)
    assert isinstance(ours[2], SmtpServer)
    assert not shown(" ".join(f"{one!r} {one}" for one in ours))


def test_what_is_wrong_with_settings_is_told_without_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in SECRETS:
        monkeypatch.setenv(f"TANDEM_{field.upper()}", MARK)
    monkeypatch.setenv("TANDEM_TEMPORAL_ADDRESS", "nowhere")

    with pytest.raises(SettingsError) as wrong:
        load()

    assert "TANDEM_DATABASE_URL: must begin with" in str(wrong.value)
    assert not shown(str(wrong.value))


async def test_the_doctor_shows_none() -> None:
    found = await examine(load())
    assert {check.status for check in found} == {"unreachable"}
    assert not shown("".join(check.model_dump_json() for check in found))


@pytest.mark.parametrize(
    "words",
    [("doctor",), ("doctor", "--json"), ("keys", "list"), ("inbox",), ("worker",), ("web",)],
    ids=" ".join,
)
@pytest.mark.parametrize("level", ["info", "debug"])
def test_commands_that_fail_show_none_even_with_all_details(
    words: tuple[str, ...],
    level: str,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TANDEM_LOG_LEVEL", level)
    run(list(words))

    said = "".join(capfd.readouterr())
    assert said
    assert not shown(said)
