"""`tandem pair show --at`: a pair as it was, and as it was known, on an earlier day."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.clock import Clock
from domain.mentorship.state import Meeting
from domain.record import DeliveryRow
from entrypoints.pairs.looking_back import sent_by
from tests.domain.mentorship.story import START, Story
from tests.entrypoints.cli.conftest import Tandem
from tests.entrypoints.cli.records import FIRST, Past, days_ago

DAY = timedelta(days=1)
BEGUN = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def past(folder: Path) -> Past:
    """A pair that opened in March 2026 and signed at once."""
    past = Past(folder, BEGUN)
    past.launch(opening=1)
    past.aligns(FIRST)
    return past


@pytest.fixture
def meeting(past: Past) -> Meeting:
    """Its first meeting, reported as held more than two days later."""
    past.passes(FIRST, days=16)
    meeting = past.ledgers[FIRST].state.meetings[0]
    past.asks(FIRST, "mentee", "record_meeting", meeting=1, held=True)
    assert past.ledgers[FIRST].state.at > meeting.start + 2 * DAY
    return meeting


def on(moment: datetime) -> tuple[str, str]:
    return "--at", moment.date().isoformat()


def test_an_earlier_day_is_shown_as_it_was_at_its_end(tandem: Tandem, past: Past) -> None:
    past.passes(FIRST, days=40)

    told = tandem("pair", "show", FIRST, "--at", "2026-03-03")

    assert told.status == 0
    assert "On 3 Mar 2026 23:59 (Europe/Dublin), with all that is known of it today" in told.out
    assert "Active since 2 Mar 2026" in told.out
    assert "It waited for " in told.out
    assert "OVERDUE" not in told.out
    assert "Escalations" not in told.out
    assert "Now " not in told.out


def test_the_minute_of_a_fact_is_in_the_moment_that_the_time_line_shows(
    tandem: Tandem, past: Past
) -> None:
    told = tandem("pair", "show", FIRST, "--at", "2 Mar 2026 09:00").out

    assert "Both have signed" in told


def test_a_meeting_reported_later_is_true_on_its_day_and_known_only_later(
    tandem: Tandem, meeting: Meeting
) -> None:
    true, known = (
        tandem("pair", "show", FIRST, *on(meeting.start), axis, "--json").json
        for axis in ("--true", "--known")
    )

    assert [view["state"]["meetings"][0]["status"] for view in (true, known)] == ["held", "booked"]
    assert (true["axis"], known["axis"]) == ("true", "known")
    assert true["waits_for"] == known["waits_for"]
    for view in (true, known):
        (late,) = view["known_later"]
        assert late["type"] == "meeting_held"
        assert late["since"] == meeting.start.isoformat()
        assert datetime.fromisoformat(late["known"]) > meeting.start + 2 * DAY
        assert view["state"]["version"] == view["timeline"][-1]["version"]


def test_the_default_is_what_was_true_and_it_says_what_was_known_later(
    tandem: Tandem, meeting: Meeting
) -> None:
    told, plain = (
        tandem("pair", "show", FIRST, *on(meeting.start), *axis).out for axis in ((), ("--true",))
    )

    assert told == plain
    assert "Known only later" in told
    assert "Meeting 1 took place, as Sefa Doğan said." in told


def test_what_was_known_then_says_so(tandem: Tandem, meeting: Meeting) -> None:
    told = tandem("pair", "show", FIRST, *on(meeting.start), "--known").out

    assert "only what was known then" in told
    assert "Known only later" in told


def test_letters_that_were_sent_later_are_not_shown_as_sent(tandem: Tandem, past: Past) -> None:
    past.passes(FIRST, days=40)
    day = (BEGUN + 10 * DAY).date().isoformat()

    rows = tandem("pair", "show", FIRST, "--at", day, "--json").json["deliveries"]

    everything = tandem("pair", "show", FIRST, "--json").json["deliveries"]
    assert 0 < len(rows) < len(everything)
    assert max(row["at"] for row in rows)[:10] <= day


def test_a_letter_that_was_on_its_way_is_shown_as_such() -> None:
    story = Story()
    letter, *_ = story.mail("invitation")
    row = DeliveryRow(
        effect=letter.id,
        mentorship="m1",
        kind=letter.kind,
        person="P1",
        status="bounced",
        attempts=4,
        reason="no such mailbox",
        message_id="<1@tandem.invalid>",
        at=START + 2 * DAY,
    )

    (then,) = sent_by(START + DAY, tuple(story.facts), (row,))
    (later,) = sent_by(START + 2 * DAY, tuple(story.facts), (row,))

    assert (then.status, then.reason, then.at) == ("sending", "", START)
    assert later == row
    assert not list(sent_by(START + 2 * DAY, (), (row,)))


def test_today_is_not_over_yet(tandem: Tandem, past: Past) -> None:
    told = tandem("pair", "show", FIRST, "--at", datetime.now(UTC).date().isoformat(), "--json")

    assert datetime.fromisoformat(told.json["at"]) <= datetime.now(UTC)
    assert told.json["state"] == tandem("pair", "show", FIRST, "--json").json["state"]


def test_what_is_not_looked_back_at_has_no_moment(tandem: Tandem, past: Past) -> None:
    assert not {"at", "axis", "known_later"} & tandem("pair", "show", FIRST, "--json").json.keys()


def test_before_it_began_there_was_no_pair(tandem: Tandem, past: Past) -> None:
    answer = tandem("pair", "show", FIRST, "--at", "2026-03-01")

    assert answer.status == 2
    assert f"{FIRST} had not begun; it began on 2 Mar 2026 09:00" in answer.err
    assert len(answer.err.splitlines()) == 1


def test_a_pair_that_was_written_down_late_was_not_known_at_first(
    tandem: Tandem, folder: Path
) -> None:
    past = Past(folder, BEGUN)
    past.late = 2 * DAY
    past.launch(opening=1)

    assert tandem("pair", "show", FIRST, "--at", "2026-03-03").status == 0
    answer = tandem("pair", "show", FIRST, "--at", "2026-03-03", "--known")

    assert answer.status == 2
    assert f"nothing was known of {FIRST}; it began on 2 Mar 2026 09:00" in answer.err
    assert "recorded on 4 Mar 2026 09:00" in answer.err


def test_what_was_written_down_late_was_overdue_as_far_as_anybody_knew(
    tandem: Tandem, folder: Path
) -> None:
    past = Past(folder, BEGUN)
    past.late = 2 * DAY
    past.launch(opening=1)
    past.passes(FIRST, days=20)

    true, known = (
        tandem("pair", "show", FIRST, "--at", "2026-03-06", axis) for axis in ("--true", "--known")
    )

    assert "It waited for both signatures, until 9 Mar 2026 09:00." in true.out
    assert "OVERDUE then: both signatures was due on 5 Mar 2026 09:00." in known.out
    assert "got reminder 1 of the agreement." in known.out  # in what was known only later


def test_the_future_can_not_be_shown(tandem: Tandem, past: Past) -> None:
    answer = tandem("pair", "show", FIRST, "--at", "2999-01-01")

    assert answer.status == 2
    assert "this has not come yet" in answer.err


def test_an_unknown_pair_has_no_past_either(tandem: Tandem, past: Past) -> None:
    answer = tandem("pair", "show", "spring-a-b", "--at", "2026-03-03")

    assert answer.status == 2
    assert "There is no pair spring-a-b" in answer.err


def test_a_rehearsal_is_looked_back_at_in_its_own_time(tandem: Tandem, folder: Path) -> None:
    clock = Clock(epoch=datetime(2030, 1, 7, 9, tzinfo=UTC), origin=days_ago(1), rate=30.0)
    past = Past(folder, clock.epoch, clock)
    past.launch(opening=1)
    past.passes(FIRST, days=20)

    told = tandem("pair", "show", FIRST, "--at", "2030-01-09", "--known", "--json").json

    assert told["at"].startswith("2030-01-09T23:59:59")
    assert told["state"]["stage"] == "aligning"
    assert tandem("pair", "show", FIRST, "--at", days_ago(1).date().isoformat()).status == 2
