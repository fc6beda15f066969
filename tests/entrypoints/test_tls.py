"""Every way out can be encrypted both ways; what is wrong with it is said with its setting."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP
from sqlalchemy import text

from adapters.mail.greeting import greet
from adapters.store.engine import make_engine
from adapters.temporal.connection import TemporalUnreachable
from adapters.temporal.dev_server import DevServer
from domain.errors import MailUnavailable
from entrypoints.bootstrap import smtp_server
from entrypoints.cli.checks import mail_check
from entrypoints.cli.reach import DatabaseUnreachable, using_database
from entrypoints.engine import connect_to
from entrypoints.settings import load
from tests.postgres.server import PostgresServer
from tests.tls.authority import Authority, Pair
from tests.tls.door import Door, door

LOCKED = """\
hostssl locked all all trust clientcert=verify-ca
host    locked all all reject
"""


class Papers:
    """Who signs, who is signed, and a stranger whom nobody here has signed."""

    def __init__(self, folder: Path) -> None:
        self.authority = Authority(folder)
        self.server = self.authority.signs("server")
        self.client = self.authority.signs("tandem")
        self.stranger = Authority(folder, "Elsewhere").signs("stranger")
        self.elsewhere = folder / "Elsewhere-ca.pem"
        self.nothing = folder / "nothing"
        self.nothing.write_text("no certificate at all", encoding="utf-8")


def proof(area: str, ca: Path, pair: Pair | None = None) -> dict[str, object]:
    """The settings of one way out."""
    given = {"ca": ca, "cert": pair and pair.cert, "key": pair and pair.key}
    return {f"{area}_tls_{name}": file for name, file in given.items()}


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    return Papers(tmp_path_factory.mktemp("papers"))


@pytest.fixture
def settings(tmp_path: Path) -> Any:
    return lambda **given: load(data_dir=tmp_path, **given)


@pytest.fixture(scope="module")
async def entrance(
    papers: Papers, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Door]:
    """A Temporal server behind a door that lets in only whom the authority has signed."""
    lock = papers.authority.door(papers.server, strict=True)
    async with (
        DevServer(tmp_path_factory.mktemp("engine")) as server,
        door(server.address, lock) as found,
    ):
        yield found


async def test_temporal_is_reached_by_certificate_and_api_key(
    papers: Papers, entrance: Door, settings: Any
) -> None:
    ours = proof("temporal", papers.authority.ca, papers.client)
    client = await connect_to(settings(**ours, temporal_api_key="ours-1"), entrance.address)

    assert await client.count_workflows() is not None
    calls = list(entrance.headers())
    assert {call["authorization"] for call in calls} == {"Bearer ours-1"}
    assert calls[-1][":path"].endswith("/CountWorkflowExecutions")


async def test_what_keeps_us_from_temporal_is_named(
    papers: Papers, entrance: Door, settings: Any
) -> None:
    ca, client = papers.authority.ca, papers.client
    cases: list[tuple[dict[str, object], str]] = [
        (proof("temporal", papers.elsewhere, client), "nobody of TANDEM_TEMPORAL_TLS_CA"),
        (proof("temporal", papers.nothing, client), "nobody of TANDEM_TEMPORAL_TLS_CA"),
        ({"temporal_tls": True}, "nobody of TANDEM_TEMPORAL_TLS_CA"),
        (
            proof("temporal", ca, client) | {"temporal_tls_name": "other.example.org"},
            "another name than TANDEM_TEMPORAL_TLS_NAME",
        ),
        (
            proof("temporal", ca, Pair(client.cert, papers.nothing)),
            "TANDEM_TEMPORAL_TLS_KEY is no private key",
        ),
        (proof("temporal", ca, papers.stranger), "it may not take TANDEM_TEMPORAL_TLS_CERT"),
        (proof("temporal", ca), "it may want TANDEM_TEMPORAL_TLS_CERT"),
        ({}, "it may want encryption: TANDEM_TEMPORAL_TLS"),
    ]
    for given, said in cases:
        with pytest.raises(TemporalUnreachable, match=said):
            await connect_to(settings(**given), entrance.address)
    with pytest.raises(TemporalUnreachable, match="it does not speak TLS"):
        await connect_to(settings(temporal_api_key="of another server"), entrance.inside)
    old = papers.authority.signs("old", lasts=timedelta(hours=-1))
    async with door(entrance.inside, papers.authority.door(old, strict=False)) as late:
        with pytest.raises(TemporalUnreachable, match="its certificate has expired"):
            await connect_to(settings(**proof("temporal", ca)), late.address)


@pytest.fixture(scope="module")
def database(papers: Papers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database that takes nobody whom the authority has not signed, and nothing in clear."""
    with PostgresServer(tmp_path_factory.mktemp("postgres")) as server:
        url = server.create("locked")
        with psycopg.connect(server.url(), autocommit=True) as connection:
            for name, file in (
                ("ssl_ca_file", papers.authority.ca),
                ("ssl_cert_file", papers.server.cert),
                ("ssl_key_file", papers.server.key),
                ("ssl", "on"),
            ):
                connection.execute(f"ALTER SYSTEM SET {name} = '{file}'".encode())
            (place,) = connection.execute("SHOW hba_file").fetchone() or ("",)
            rules = Path(place).read_text(encoding="utf-8")
            Path(place).write_text(LOCKED + rules, encoding="utf-8")
            connection.execute("SELECT pg_reload_conf()")
        yield url.replace("127.0.0.1", "localhost")


def test_postgresql_is_reached_by_certificate(
    papers: Papers, database: str, settings: Any
) -> None:
    ours = proof("database", papers.authority.ca, papers.client)
    engine = make_engine(settings(database_url=database, **ours).record_url)
    with engine.connect() as connection:
        seen = "SELECT ssl, client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        assert connection.execute(text(seen)).one() == (True, "/CN=tandem")
    engine.dispose()


def test_what_keeps_us_from_postgresql_is_named(
    papers: Papers, database: str, settings: Any
) -> None:
    ca, client = papers.authority.ca, papers.client
    cases = [
        (proof("database", papers.elsewhere, client), "nobody of TANDEM_DATABASE_TLS_CA"),
        (
            proof("database", ca, Pair(client.cert, papers.nothing)),
            "TANDEM_DATABASE_TLS_KEY is no",
        ),
        (proof("database", ca, papers.stranger), "it may not take TANDEM_DATABASE_TLS_CERT"),
        (proof("database", ca), "it may want TANDEM_DATABASE_TLS_CERT"),
    ]
    for given, said in cases:
        chosen = settings(database_url=database, **given)
        with pytest.raises(DatabaseUnreachable, match=said), using_database(chosen):
            make_engine(chosen.record_url).connect()


@asynccontextmanager
async def post_office(papers: Papers, *, at_once: bool) -> AsyncIterator[int]:
    """A mail server that takes nobody whom the authority has not signed."""
    lock = papers.authority.door(papers.server, strict=True)
    later: dict[str, Any] = {} if at_once else {"tls_context": lock, "require_starttls": True}
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(Sink(), hostname="post", **later),
        "127.0.0.1",
        0,
        ssl=lock if at_once else None,
    )
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize("tls", ["tls", "starttls"])
async def test_the_mail_server_is_reached_by_certificate(
    papers: Papers, settings: Any, tls: str
) -> None:
    ca = papers.authority.ca
    async with post_office(papers, at_once=tls == "tls") as port:
        ours = settings(smtp_tls=tls, **proof("smtp", ca, papers.client))
        assert await greet(smtp_server(ours, "127.0.0.1", port))

        for given in (proof("smtp", papers.elsewhere, papers.client), proof("smtp", ca)):
            with pytest.raises(MailUnavailable):
                await greet(smtp_server(settings(smtp_tls=tls, **given), "127.0.0.1", port))


async def test_what_keeps_the_doctor_from_the_mail_server_is_named(
    papers: Papers, settings: Any
) -> None:
    ca, client = papers.authority.ca, papers.client
    cases = [
        (proof("smtp", papers.elsewhere, client), "nobody of TANDEM_SMTP_TLS_CA"),
        (proof("smtp", ca, Pair(client.cert, papers.nothing)), "TANDEM_SMTP_TLS_KEY is no"),
        (proof("smtp", ca), "it may want TANDEM_SMTP_TLS_CERT"),
    ]
    async with post_office(papers, at_once=True) as port:
        away = {"smtp_host": "127.0.0.1", "smtp_port": port, "temporal_address": "127.0.0.1:1"}
        for given, said in cases:
            found = await mail_check(settings(smtp_tls="tls", **away, **given))
            assert said in found.says
