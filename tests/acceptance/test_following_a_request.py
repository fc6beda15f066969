"""One request is followed from the page to the mail: by its id, and by one connected trace."""

import json
from collections.abc import Iterator
from email.message import Message
from typing import Any

import httpx
import pytest
from temporalio.worker import Replayer

from entrypoints.engine import connect_to
from entrypoints.installation import find
from entrypoints.settings import load
from entrypoints.workers import sandbox
from tests.acceptance.collector import Collector, Span, collecting
from tests.acceptance.installation import SAMPLES, Installation, until
from tests.acceptance.test_web import link_in
from tests.entrypoints.web.visitor import forms
from workflows.mentorship import MentorshipWorkflow

FILES = (
    *("--program", str(SAMPLES / "first-steps.yaml")),
    *("--people", str(SAMPLES / "people.csv")),
    *("--pairs", str(SAMPLES / "pairs.csv")),
)
PAIR = "spring-N01-M01"
OF_THE_PROXY = "edge-2026-11-25-0042"
TRACE = "0af7651916cd43dd8448eb211c80319c"
REASON = "My mother is in hospital"


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with collecting() as collector:
        yield collector


@pytest.fixture(scope="module")
def office(
    collector: Collector, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An installation behind a proxy, with a collector, where somebody pauses on their page."""
    settings = {
        "TANDEM_TRACES_ENDPOINT": collector.address,
        "TANDEM_WEB_PROXIES": "127.0.0.1",
        "OTEL_BSP_SCHEDULE_DELAY": "100",
    }
    with Installation(tmp_path_factory.mktemp("followed") / "data", **settings) as office:
        office.does("cohort", "launch", "spring", *FILES)
        until(lambda: len(letters(office, "invitation")) == 2)
        office.asks(PAIR, "mentee", "send_link")
        until(lambda: len(letters(office, "personal_link")) == 1)
        pause(link_in(letters(office, "personal_link")[0]) + "/pause")
        until(lambda: len(letters(office, "pause_notice")) == 2)
        yield office
        assert office.stop() == 0


def letters(office: Installation, kind: str) -> list[Message]:
    ours = (mail for mail in office.mail() if mail["Tandem-Effect"].startswith(f"{PAIR}/"))
    return [mail for mail in ours if mail["Tandem-Kind"] == kind]


def pause(link: str) -> None:
    form = next(form for form in forms(httpx.get(link).text) if "reason" in form.fields)
    headers = {"X-Request-ID": OF_THE_PROXY, "traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
    fields = {**form.fields, "reason": REASON, "do": "pause"}
    answer = httpx.post(httpx.URL(link).join(form.action), data=fields, headers=headers)
    assert answer.status_code == 303
    assert answer.headers["X-Request-ID"] == OF_THE_PROXY


def the_request(office: Installation) -> str:
    (paused,) = [e for e in office.export() if e["type"].endswith("mentorship_paused.v1")]
    return str(paused["causationid"])


def logged(office: Installation, event: str) -> list[dict[str, Any]]:
    lines = (office.folder / "log" / "tandem.log").read_text(encoding="utf-8").splitlines()
    return [line for line in map(json.loads, lines) if line["event"] == event]


def named(spans: list[Span], name: str) -> Span:
    (found,) = [span for span in spans if span.name == name]
    return found


def test_the_record_the_log_and_the_mails_name_one_request(office: Installation) -> None:
    request = the_request(office)

    (asked,) = [line for line in logged(office, "asked") if line["request"] == request]
    recorded = [line for line in logged(office, "recorded") if request in line.get("requests", [])]
    sent = [line for line in logged(office, "message") if line["correlation"] == request]

    assert (asked["command"], asked["mentorship"]) == ("pause", PAIR)
    assert asked["http_request"] == OF_THE_PROXY
    assert [line["facts"] for line in recorded] == [["mentorship_paused"]]
    assert {line["outcome"] for line in sent} == {"delivered"}
    mails = letters(office, "pause_notice")
    assert {mail["Tandem-Correlation"] for mail in mails} == {request}
    assert {line["effect"] for line in sent} == {mail["Tandem-Effect"] for mail in mails}


def test_what_time_brought_names_the_fact_that_it_came_of(office: Installation) -> None:
    mail = letters(office, "invitation")[0]

    assert mail["Tandem-Correlation"] == f"{PAIR}/1"


def test_one_trace_leads_from_the_page_to_the_mail(
    office: Installation, collector: Collector
) -> None:
    request = the_request(office)
    until(lambda: sum(span.name == "send pause_notice" for span in collector.spans) == 2)

    ours = [span for span in collector.spans if span.trace == TRACE]
    page = named(ours, "POST /a/{token}/{task}")
    update = named(ours, "update ask")
    record = named(ours, "activity record")
    deliver = named(ours, "activity deliver")

    assert page.parent == "b7ad6b7169203331"
    assert OF_THE_PROXY in page.attributes["tandem.http_request"]
    assert update.parent == page.id
    assert request in update.attributes["tandem.request"]
    assert {record.parent, deliver.parent} == {update.id}
    assert named(ours, "append").parent == record.id
    sends = [span for span in ours if span.name == "send pause_notice"]
    assert [span.parent for span in sends] == [deliver.id] * 2
    assert sorted(span.id for span in [page, *collector.within(page)]) == sorted(
        span.id for span in ours
    )
    assert not any(span.error for span in ours)


def test_what_time_brings_has_traces_of_its_own(
    office: Installation, collector: Collector
) -> None:
    until(lambda: any(span.name == "send invitation" for span in collector.spans))
    invited = next(span for span in collector.spans if span.name == "send invitation")
    (turn,) = [span for span in collector.spans if span.id == invited.parent]

    assert (turn.name, turn.parent) == ("activity carry_out", "")
    assert invited.trace == turn.trace != TRACE


def test_no_span_holds_anything_personal(office: Installation, collector: Collector) -> None:
    person = office.facts("pair", "show", PAIR)["state"]["mentee"]
    token = link_in(letters(office, "personal_link")[0]).rpartition("/")[2]

    everything = b"".join(collector.raw)

    for secret in (person["name"], person["email"], token, REASON):
        assert secret.encode() not in everything


async def test_a_history_with_traces_replays_where_they_are_switched_off(
    office: Installation,
) -> None:
    settings = load(data_dir=office.folder)
    client = await connect_to(settings, find(office.folder).temporal_address)
    history = await client.get_workflow_handle(f"mentorship-{PAIR}").fetch_history()
    assert "tandem-trace" in history.to_json()
    replayer = Replayer(
        workflows=[MentorshipWorkflow],
        data_converter=client.data_converter,
        workflow_runner=sandbox(),
    )

    await replayer.replay_workflow(history)
