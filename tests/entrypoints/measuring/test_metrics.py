"""What a real worker and real pages tell Prometheus: each name that alerts are written for."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from typing import get_args

import pytest

from domain.mentorship.health import Band
from domain.mentorship.messages import Kind
from domain.readmodels.board import STAGES
from domain.readmodels.vitals import AGES, RUNGS
from entrypoints.measuring.exporter import MetricsAddressTaken, export, in_numbers
from entrypoints.versions import own_build
from entrypoints.web.timing import AREAS, ELSEWHERE, METHODS, OTHER, labels
from tests.deploy.prometheus import panels, rules
from tests.deploy.scraped import strangers
from tests.entrypoints.measuring.failures import failures, lose_temporal
from tests.entrypoints.measuring.running import Running, running, until
from tests.replay.replaying import of_other_code, replayer

PAIRS = 8
STATUSES = {str(status) for status in range(100, 600)}
KNOWN = {
    "tandem_mentorships": {"stage": set(STAGES), "band": set(get_args(Band))},
    "tandem_dues_overdue": {"age": set(AGES)},
    "tandem_episodes_open": {"rung": set(RUNGS)},
    "tandem_inbox_cases": {},
    "tandem_inbox_oldest_seconds": {},
    "tandem_messages_total": {
        "outcome": {"delivered", "bounced", "skipped", "deferred"},
        "kind": set(get_args(Kind)),
    },
    "tandem_messages_waiting": {},
    "tandem_messages_waiting_oldest_seconds": {},
    "tandem_append_seconds_count": {},
    "tandem_append_failures_total": {"reason": {"conflict", "database", "other"}},
    "tandem_projection_lag_events": {"projection": {"read_models"}},
    "tandem_projection_lag_seconds": {"projection": {"read_models"}},
    "tandem_webhooks_waiting": {},
    "tandem_webhook_events_given_up_total": {},
    "tandem_measured_timestamp_seconds": {"what": {"checks", "vitals", "wedged", "drift"}},
    "tandem_drift": {"kind": {"missing_workflow", "record_behind", "shown_differently"}},
    "tandem_wedged": {},
    "tandem_http_requests_seconds_count": {
        "area": {*AREAS.values(), ELSEWHERE},
        "method": {*METHODS, OTHER},
        "status": STATUSES,
    },
    "tandem_check": {
        "check": {
            *("database", "migrations", "temporal", "search_attributes"),
            *("mail", "pollers"),
        }
    },
}
"""Each of our metrics with the values that its labels may have."""

OF_TEMPORAL = {
    "temporal_num_pollers",
    "temporal_worker_task_slots_available",
    "temporal_workflow_task_schedule_to_start_latency_seconds_bucket",
    "temporal_long_request_total",
    "temporal_request_latency_seconds_bucket",
}


@pytest.fixture(scope="module")
async def parts(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(tmp_path_factory.mktemp("measured")) as found:
        await found.web("/")
        await found.web("/console/cohorts/a-secret-name")
        await found.web("/a/a-personal-link")
        yield found


async def test_every_metric_that_alerts_are_written_for_is_told(parts: Running) -> None:
    async def all_told() -> bool:
        return (KNOWN.keys() | OF_TEMPORAL) <= (await parts.scrape()).keys()

    await until(all_told)


async def test_labels_take_only_values_that_are_listed(parts: Running) -> None:
    scraped = await parts.scrape()

    for name, allowed in KNOWN.items():
        for sample in scraped[name]:
            assert sample.labels.keys() == allowed.keys(), sample
            assert all(value in allowed[label] for label, value in sample.labels.items()), sample
    ours = {name for name in scraped if name.startswith("tandem_")}
    bases = {name.removesuffix("_count") for name in KNOWN} | {"tandem_build_info"}
    assert {name for name in ours if not name.startswith(tuple(bases))} == set()


async def test_a_process_tells_the_build_that_it_runs_though_nobody_named_one(
    parts: Running,
) -> None:
    builds = {one.labels["build"] for one in (await parts.scrape())["tandem_build_info"]}

    assert builds == {own_build()}


async def test_what_happened_is_counted(parts: Running) -> None:
    seen: dict[str, float] = {}

    async def counted() -> bool:
        scraped = await parts.scrape()
        delivered = {"kind": "invitation", "outcome": "delivered"}
        letters = scraped["tandem_messages_total"]
        seen["pairs"] = sum(sample.value for sample in scraped["tandem_mentorships"])
        seen["letters"] = sum(one.value for one in letters if one.labels == delivered)
        seen["appends"] = sum(one.value for one in scraped["tandem_append_seconds_count"])
        return seen["pairs"] == PAIRS and seen["letters"] == 2 * PAIRS <= 2 * seen["appends"]

    try:
        await until(counted)
    except TimeoutError:
        pytest.fail(str(seen))


async def test_an_address_is_never_told(parts: Running) -> None:
    told = (await parts.browser.get(f"http://{parts.settings.metrics_address}/metrics")).text

    assert "a-secret-name" not in told
    assert "a-personal-link" not in told


def test_a_request_is_told_by_its_area() -> None:
    assert labels("/a/x", "GET", 200)["area"] == "participants"
    assert labels("/console/pairs/x", "GET", 200)["area"] == "console"
    assert labels("/api/v1/me", "GET", 200)["area"] == "api"
    assert labels("/ready", "GET", 200)["area"] == "health"
    assert labels("/wp-login.php", "BREW", 404) == {
        "area": "elsewhere",
        "method": "OTHER",
        "status": "404",
    }


async def test_a_second_process_at_the_same_address_is_told_so(parts: Running) -> None:
    with pytest.raises(MetricsAddressTaken, match="needs an address of its own"):
        export(parts.settings)


@pytest.mark.usefixtures("parts")
async def test_what_temporals_core_says_goes_the_way_of_all_logs(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def told() -> bool:
        return any(one.name.startswith("temporalio.core") for one in caplog.records)

    with pytest.raises(Exception, match="Nondeterminism"):
        await replayer().replay_workflow(of_other_code())

    await until(told)


@pytest.mark.parametrize("address", ["0.0.0.0:9464", "127.0.0.1:9464", "[::]:9464", "[::1]:9464"])
def test_metrics_are_told_at_addresses_of_both_kinds(address: str) -> None:
    assert in_numbers(address) == address


async def test_worker_and_pages_are_alive_and_ready(parts: Running) -> None:
    for ask in (parts.worker, parts.web):
        assert (await ask("/live")).json() == {"alive": True}
        ready = await ask("/ready")
        assert (ready.status_code, ready.json()["ready"]) == (200, True)
    assert (await parts.worker("/ready")).json()["checks"].keys() == {
        *("database", "migrations", "temporal", "search_attributes", "mail")
    }


async def test_who_cannot_write_the_record_is_not_ready_but_alive(parts: Running) -> None:
    async def both(status: int) -> bool:
        answers = await asyncio.gather(parts.worker("/ready"), parts.web("/ready"))
        return [answer.status_code for answer in answers] == [status, status]

    with closing(sqlite3.connect(parts.settings.data_dir / "tandem.db")) as somebody:
        somebody.execute("BEGIN IMMEDIATE")
        await until(lambda: both(503))
        assert not (await parts.web("/ready")).json()["checks"]["database"]
        assert (await parts.worker("/live")).status_code == 200
    await until(lambda: both(200))


async def test_who_cannot_reach_temporal_is_not_ready_but_alive(parts: Running) -> None:
    async def reached(status: int) -> bool:
        return (await parts.web("/ready")).status_code == status

    await parts.server.stop()
    try:
        await until(lambda: reached(503))
        assert not (await parts.worker("/ready")).json()["checks"]["temporal"]
        assert (await parts.worker("/live")).json() == {"alive": True}
    finally:
        await parts.server.start()
    await until(lambda: reached(200))


async def test_no_alert_and_no_panel_reads_what_nobody_tells(parts: Running) -> None:
    asked = [(rule.alert, expr) for rule in rules() for expr in rule.exprs()] + panels()
    found: list[str] = []

    async def all_told() -> bool:
        await parts.web("/ready")
        scraped = await parts.scrape()
        found[:] = [f"{who}: {what}" for who, expr in asked for what in strangers(expr, scraped)]
        return not found

    async with failures(parts):
        lose_temporal(parts)
        try:
            await until(all_told)
        except TimeoutError:
            pytest.fail("\n".join(found))


@pytest.mark.parametrize(
    ("expr", "stranger"),
    [
        ("rate(tandem_nothing_total[5m]) > 0", "tandem_nothing_total"),
        ('tandem_dues_overdue{age="over_1y"} > 0', 'tandem_dues_overdue{age="over_1y"}'),
        ('max(tandem_check{name!="mail"}) == 0', 'tandem_check{name!="mail"}'),
        ("sum by (person) (tandem_inbox_cases)", "label person"),
    ],
)
async def test_a_metric_a_value_or_a_label_that_nobody_tells_is_found(
    parts: Running, expr: str, stranger: str
) -> None:
    assert list(strangers(expr, await parts.scrape())) == [stranger]
