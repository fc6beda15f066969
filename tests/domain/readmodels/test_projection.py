"""What facts leave in the read models: the same as in the state, and what only they tell."""

import json
from datetime import timedelta
from typing import Any

import pytest

from domain.mentorship.decide import blank
from domain.mentorship.storage import UPCASTERS, UnknownEvent, store
from domain.mentorship.turn import Fact, evolve
from domain.mentorship.views import board_row
from domain.model import Model
from domain.readmodels.people import person_row
from domain.readmodels.projection import project
from domain.readmodels.rows import (
    AnswerRow,
    CourseRow,
    EpisodeRow,
    GoalRow,
    MeetingRow,
    ParticipationRow,
    ScoreRow,
    SurveyRow,
)
from domain.readmodels.sheet import Sheet
from domain.readmodels.telling import CantBeRead, Line, read, tell
from domain.record import StoredFact
from tests.domain.mentorship.lives import LIVES
from tests.domain.mentorship.story import Story

SHAPES: dict[str, type[Model]] = {
    "participation": ParticipationRow,
    "survey": SurveyRow,
    "survey_answer": AnswerRow,
    "meeting": MeetingRow,
    "course": CourseRow,
    "goal": GoalRow,
    "episode": EpisodeRow,
    "score": ScoreRow,
}


def sheet_of(story: Story) -> Sheet:
    sheet = Sheet("m1")
    for fact in story.facts:
        project(sheet, fact)
    return sheet


@pytest.mark.parametrize("life", LIVES)
def test_meetings_are_shown_as_they_stand(life: Any) -> None:
    story = life()

    shown = sheet_of(story).tables["meeting"]

    assert shown.keys() == {meeting.number for meeting in story.state.meetings}
    for meeting in story.state.meetings:
        row = shown[meeting.number]
        assert (row["starts"], row["ends"]) == (meeting.start, meeting.end)
        assert (row["sequence"], row["status"]) == (meeting.sequence, meeting.status)
        assert row["said"] == meeting.said


@pytest.mark.parametrize("life", LIVES)
def test_surveys_are_shown_as_they_stand(life: Any) -> None:
    story = life()
    sheet = sheet_of(story)

    assert sheet.tables["survey"].keys() == {survey.id for survey in story.state.surveys}
    for survey in story.state.surveys:
        row = sheet.tables["survey"][survey.id]
        assert (row["asked"], row["opened"]) == (survey.to, survey.opened)
        assert (row["closes"], row["closed"] is None) == (survey.closes, survey.open)
        answered = {role for name, role in sheet.tables["survey_answer"] if name == survey.id}
        assert answered == set(survey.answered)


@pytest.mark.parametrize("life", LIVES)
def test_both_are_shown_in_the_stage_of_their_mentorship(life: Any) -> None:
    sheet = Sheet("m1")

    for fact, stage, paused in stages(life()):
        project(sheet, fact)
        rows = sheet.tables["participation"].values()
        assert {(row["stage"], row["paused"]) for row in rows} == {(stage, paused)}


def stages(story: Story) -> list[tuple[Fact, str, bool]]:
    """Each fact of a story with the stage that it leaves, and whether that rests."""
    opening = story.facts[0]
    state = blank("m1", opening.event, opening.at)  # type: ignore[arg-type]
    found: list[tuple[Fact, str, bool]] = []
    for fact in story.facts:
        state = evolve(state, fact)
        found.append((fact, state.stage, state.pause is not None))
    return found


@pytest.mark.parametrize("life", LIVES)
def test_every_row_has_the_shape_that_its_readers_expect(life: Any) -> None:
    for table, rows in sheet_of(life()).tables.items():
        for row in rows.values():
            SHAPES[table].model_validate(row)


def test_somebody_was_last_seen_when_they_last_did_something_themselves() -> None:
    story = Story()
    assert sheet_of(story).tables["participation"]["mentee"]["last_seen"] is None

    story.aligned()
    seen = story.at
    story.passes(days=9)

    for role in ("mentee", "mentor"):
        assert sheet_of(story).tables["participation"][role]["last_seen"] == seen


def test_a_wish_that_lapses_is_no_sign_of_life() -> None:
    story = Story().signed()
    story.asks("mentee", "extend", weeks=2)
    asked = story.at
    story.passes(days=15)

    assert "extension_lapsed" in {fact.event.TYPE for fact in story.facts}
    assert sheet_of(story).tables["participation"]["mentee"]["last_seen"] == asked


def test_mail_that_bounced_is_counted_for_whoever_did_not_get_it() -> None:
    story = Story()
    (letter, _) = story.mail("invitation")
    story.hears(letter, "bounced")

    people = sheet_of(story).tables["participation"]
    assert {role: row["bounced"] for role, row in people.items()} == {
        letter.to.role: 1,
        "mentor" if letter.to.role == "mentee" else "mentee": 0,
    }


def test_after_a_pause_there_is_as_much_time_for_answers_as_before() -> None:
    story = Story().signed()
    story.passes(days=29)
    closes = story.survey("review-1").closes
    story.asks("mentee", "pause", reason="exams")
    story.passes(days=10)
    story.asks("mentee", "resume")

    shown = sheet_of(story).tables["survey"]["review-1"]["closes"]
    assert shown == closes + timedelta(days=10) == story.survey("review-1").closes


def test_a_person_is_told_of_over_all_pairs() -> None:
    told = [
        ParticipationRow(**sheet_of(life()).tables["participation"]["mentor"]) for life in LIVES
    ]
    again = told[0].model_copy(update={"role": "mentee", "cohort": "autumn", "stage": "active"})

    person = person_row([*told, again])

    assert (person.pairs, person.open_pairs) == (5, 1)
    assert person.roles == ("mentee", "mentor")
    assert person.cohorts == ("autumn", "spring")
    assert person.meetings_held == sum(row.meetings_held for row in [*told, again])
    assert person.last_seen == max(row.last_seen for row in told if row.last_seen)


def test_a_fact_without_those_before_it_is_refused() -> None:
    answered = next(f for f in LIVES[0]().facts if f.event.TYPE == "survey_answered")

    with pytest.raises(UnknownEvent, match="m1 has no survey"):
        project(Sheet("m1"), answered)


def lines(story: Story) -> list[Line]:
    """All facts of a story as a database hands them out."""
    return [
        Line("m1", fact.version, fact.type, fact.schema_version, fact.at, fact.cause, body(fact))
        for fact in (store("m1", fact) for fact in story.facts)
    ]


def body(fact: StoredFact) -> str:
    return json.dumps(fact.data)


@pytest.mark.parametrize("life", LIVES)
def test_a_fact_is_the_same_however_it_is_read(life: Any) -> None:
    story = life()

    assert [read(line) for line in lines(story)] == story.facts


def test_a_fact_of_an_older_schema_goes_through_its_upcaster(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story = Story().signed()
    signed = next(line for line in lines(story) if line.type == "agreement_signed")
    old = signed._replace(schema_version=0, body='{"who": "mentee"}')
    monkeypatch.setitem(UPCASTERS, ("agreement_signed", 0), lambda data: {"by": data["who"]})

    assert read(old) == story.facts[signed.version - 1]


def test_what_can_not_be_read_is_named() -> None:
    stored = lines(Story().signed())
    unknown, spoilt = stored[3]._replace(type="beamed_up"), stored[3]._replace(body="{}")

    with pytest.raises(CantBeRead, match=r"m1, version 4 \(beamed_up\) can't be read: m1 holds"):
        tell([*stored[:3], unknown])
    with pytest.raises(CantBeRead, match=r"m1, version 4 .* can't be read: ValidationError: "):
        tell([*stored[:3], spoilt])
    with pytest.raises(CantBeRead, match=r"version 2 .* does not begin with its opening"):
        tell(stored[1:])


@pytest.mark.parametrize("life", LIVES)
def test_a_whole_stream_leaves_its_board_row_and_all_others(life: Any) -> None:
    story = life()

    board, sheet = tell(lines(story))

    assert board == board_row(story.state, story.facts[-1].event.TYPE)
    assert sheet.tables == sheet_of(story).tables


def test_telling_a_stream_twice_tells_the_same() -> None:
    """The state that is folded in place must share nothing with the next one."""
    stored = lines(LIVES[1]())

    assert tell(stored).board == tell(stored).board
