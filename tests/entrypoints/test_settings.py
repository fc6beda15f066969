"""Settings: one way in, and every mistake named."""

import os
import stat
from pathlib import Path

import pytest

from entrypoints.secrets import NoKeys, key_ring, link_secret, oidc_secret
from entrypoints.settings import SettingsError, load
from entrypoints.web.wiring import make_organisation


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("TANDEM_")]:
        monkeypatch.delenv(name)


def problems_of(**overrides: object) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as error:
        load(**overrides)
    assert error.value.message == "\n".join(error.value.problems)
    return error.value.problems


def test_without_any_setting_everything_is_embedded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    settings = load()

    assert settings.data_dir == tmp_path / ".tandem"
    assert settings.record_url == f"sqlite:///{tmp_path / '.tandem' / 'tandem.db'}"
    assert settings.temporal_address is None
    assert settings.smtp_host is None


def test_a_variable_sets_its_field(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_SMTP_HOST", "mail.example.org")
    monkeypatch.setenv("TANDEM_TEMPORAL_ADDRESS", "temporal.example.org:7233")
    monkeypatch.setenv("TANDEM_PUBLIC_URL", "https://mentoring.example.org/")

    settings = load()

    assert settings.smtp_host == "mail.example.org"
    assert settings.temporal_address == "temporal.example.org:7233"
    assert settings.public_url == "https://mentoring.example.org"


def test_an_option_of_a_command_wins_over_its_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_DATA_DIR", str(tmp_path / "from-variable"))

    assert load(data_dir=tmp_path / "from-option").data_dir == tmp_path / "from-option"
    assert load(data_dir=None).data_dir == tmp_path / "from-variable"


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_TEMPORAL_ADDRESS", "")

    assert load().temporal_address is None


def test_a_misspelt_variable_is_named_with_the_right_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_SMPT_HOST", "mail.example.org")

    assert problems_of() == (
        "TANDEM_SMPT_HOST: there is no such setting; did you mean TANDEM_SMTP_HOST?",
    )


def test_what_the_test_suite_is_told_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_TEST_DATABASE_URL", "postgresql://localhost/tests")

    assert load().database_url is None


@pytest.mark.parametrize("address", ["mysql://localhost/tandem", "tandem.db", "localhost:5432"])
def test_a_database_of_another_kind_is_refused(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("TANDEM_DATABASE_URL", address)

    assert problems_of() == ("TANDEM_DATABASE_URL: must begin with postgresql:// or sqlite:///",)


def test_the_short_name_of_postgresql_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_DATABASE_URL", "postgres://localhost/tandem")

    assert load().record_url == "postgresql://localhost/tandem"


def test_all_mistakes_are_told_at_once_without_repeating_what_may_be_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TANDEM_LINK_SECRET", "hunter2")
    monkeypatch.setenv("TANDEM_MAIL_FROM", "nobody")
    monkeypatch.setenv("TANDEM_PUBLIC_URL", "mentoring.example.org")
    monkeypatch.setenv("TANDEM_SMTP_PORT", "smtp")
    monkeypatch.setenv("TANDEM_TEMPORAL_ADDRESS", "http://temporal")
    monkeypatch.setenv("TANDEM_ZEBRA", "1")

    told = problems_of()

    assert [line.partition(":")[0] for line in told] == [
        "TANDEM_ZEBRA",
        "TANDEM_TEMPORAL_ADDRESS",
        "TANDEM_SMTP_PORT",
        "TANDEM_MAIL_FROM",
        "TANDEM_PUBLIC_URL",
        "TANDEM_LINK_SECRET",
    ]
    assert "hunter2" not in "".join(told)


def test_one_wrong_setting_is_one_problem_even_where_another_depends_on_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TANDEM_SMTP_TLS", "perhaps")

    assert [line.partition(":")[0] for line in problems_of()] == ["TANDEM_SMTP_TLS"]


@pytest.mark.parametrize(
    ("tls", "password", "expected"),
    [
        (None, None, ("auto", 25)),
        (None, "pass", ("starttls", 587)),
        ("none", "pass", ("none", 25)),
        ("TLS", None, ("tls", 465)),
    ],
)
def test_mail_is_encrypted_where_a_password_is_sent_and_the_port_follows(
    tls: str | None, password: str | None, expected: tuple[str, int]
) -> None:
    settings = load(smtp_tls=tls, smtp_password=password)

    assert (settings.smtp_tls, settings.smtp_port) == expected


@pytest.mark.parametrize("given", [("ca",), ("cert", "key")])
def test_mail_does_not_leave_in_clear_where_its_server_is_to_be_proven(
    tmp_path: Path, given: tuple[str, ...]
) -> None:
    file = tmp_path / "a certificate"
    file.touch()
    files = {f"smtp_tls_{name}": file for name in given}

    assert load(**files).smtp_tls == "starttls"
    assert load(smtp_tls="auto", **files).smtp_tls == "auto"


def test_passwords_are_not_shown() -> None:
    settings = load(
        smtp_password="hunter2hunter2",
        link_secret="hunter2hunter2hunter2",
        database_url="postgresql://tandem:hunter2@localhost/tandem",
    )

    assert "hunter2" not in repr(settings)


def test_the_link_secret_is_made_once_and_is_for_its_owner_only(tmp_path: Path) -> None:
    settings = load(data_dir=tmp_path / "new")

    secret = link_secret(settings).get_secret_value()

    assert len(secret) > 40
    assert link_secret(settings).get_secret_value() == secret
    [kept] = (tmp_path / "new").iterdir()
    assert kept.name == "secret"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_given_link_secret_is_used_and_none_is_made(tmp_path: Path) -> None:
    settings = load(data_dir=tmp_path, link_secret="x" * 20)

    assert link_secret(settings).get_secret_value() == "x" * 20
    assert list(tmp_path.iterdir()) == []


def test_proxies_are_addresses_or_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load().web_proxies == ()
    monkeypatch.setenv("TANDEM_WEB_PROXIES", "127.0.0.1, 10.0.0.0/8 ::1")
    assert load().web_proxies == ("127.0.0.1", "10.0.0.0/8", "::1")

    monkeypatch.setenv("TANDEM_WEB_PROXIES", "127.0.0.1, *")
    assert problems_of() == ("TANDEM_WEB_PROXIES: * is no address or network, as 10.0.0.0/8",)


def test_the_sign_in_of_an_organisation_is_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("from a file\n", encoding="utf-8")
    monkeypatch.setenv("TANDEM_OIDC_ISSUER", "https://id.example.org/")
    monkeypatch.setenv("TANDEM_OIDC_CLIENT_ID", "tandem")
    monkeypatch.setenv("TANDEM_OIDC_CLIENT_SECRET_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv("TANDEM_OIDC_ROLES", "groups: chiefs=admin")
    monkeypatch.setenv("TANDEM_OIDC_ONLY", "true")

    organisation = make_organisation(load())

    assert organisation is not None
    assert organisation.only
    assert organisation.roles is not None
    assert oidc_secret(load()).get_secret_value() == "from a file"


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"ISSUER": "https://id.example.org"}, "ISSUER: needs TANDEM_OIDC_CLIENT_ID as well"),
        ({"ISSUER": "http://id.example.org", "CLIENT_ID": "x"}, "ISSUER: must begin with https"),
        ({"ONLY": "true"}, "ONLY: needs TANDEM_OIDC_ISSUER"),
        ({"ROLES": "groups: x=queen"}, "ROLES: x=queen gives no role; one of admin, manager"),
        ({"CLIENT_SECRET_FILE": "/nowhere"}, "CLIENT_SECRET_FILE: can't be read"),
    ],
)
def test_half_a_sign_in_of_an_organisation_is_refused(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], said: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"TANDEM_OIDC_{name}", value)

    (problem,) = problems_of()

    assert problem.startswith(f"TANDEM_OIDC_{said}")


def test_without_an_organisation_there_is_no_sign_in_of_one() -> None:
    assert make_organisation(load()) is None
    assert oidc_secret(load()).get_secret_value() == ""


def test_a_secret_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "url").write_text("postgresql://tandem:hunter2@db/tandem\n", encoding="utf-8")
    monkeypatch.setenv("TANDEM_DATABASE_URL_FILE", str(tmp_path / "url"))

    assert load().record_url == "postgresql://tandem:hunter2@db/tandem"

    monkeypatch.setenv("TANDEM_DATABASE_URL", "postgresql://elsewhere/tandem")
    monkeypatch.setenv("TANDEM_SMTP_PASSWORD_FILE", str(tmp_path / "url") + ".away")
    twice, away = problems_of()
    assert twice == "TANDEM_DATABASE_URL_FILE: TANDEM_DATABASE_URL is set as well; keep one"
    assert away.startswith("TANDEM_SMTP_PASSWORD_FILE: can't be read: ")


def test_the_key_of_a_certificate_needs_the_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key.pem").write_text("…", encoding="utf-8")
    monkeypatch.setenv("TANDEM_TEMPORAL_TLS_KEY", str(tmp_path / "key.pem"))

    assert problems_of() == ("TANDEM_TEMPORAL_TLS_KEY: needs TANDEM_TEMPORAL_TLS_CERT as well",)


def test_the_keys_are_made_once_for_their_owner_only_or_given(tmp_path: Path) -> None:
    settings = load(data_dir=tmp_path)

    ring = key_ring(settings)

    assert ring.current.startswith("key-")
    assert key_ring(settings).key(ring.current, "payloads") == ring.key(ring.current, "payloads")
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o600
    given = load(data_dir=tmp_path, keys=f"second:{'A' * 43}=")
    assert key_ring(given).ids == ("second",)
    assert "AAAA" not in repr(given)


def test_where_temporal_is_elsewhere_nobody_makes_keys_of_their_own(tmp_path: Path) -> None:
    elsewhere = load(data_dir=tmp_path, temporal_address="temporal.example.org:7233")

    with pytest.raises(NoKeys, match="set TANDEM_KEYS_FILE, the same for every worker"):
        key_ring(elsewhere)
    assert not (tmp_path / "keys").exists()

    made = key_ring(load(data_dir=tmp_path))
    assert key_ring(elsewhere).ids == made.ids
