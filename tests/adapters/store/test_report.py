"""The sums of a report are those of its pairs, and behind each number stand its pairs."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from adapters.store import behind
from adapters.store.event_store import event_store
from adapters.store.projector import Projector
from adapters.store.report import SqlReports
from domain.mentorship.health import meetings_share
from domain.mentorship.parties import PAIR
from domain.mentorship.state import State
from domain.mentorship.views import goal_attainment
from domain.report.figures import report
from domain.report.model import Report
from domain.report.ports import NoSuchFigure
from tests.adapters.store.recorded import record
from tests.adapters.store.samples import Wall
from tests.domain.mentorship.lives import LIVES, PATIENT
from tests.domain.mentorship.story import START, Story, goal

COHORT = "spring"
ASKED = ("responses",)
LATER = START + timedelta(weeks=60)


def amid_reviews() -> Story:
    """A pair with goals in the middle of its time, paused at the end."""
    story = Story(escalation=PATIENT).signed()
    for number, level in ((1, 0), (2, 1)):
        story.passes(days=29)
        story.answers("mentee", f"review-{number}", goals=[{"goal": "g1", "level": level}])
    story.answers("mentor", "review-2", satisfaction=5)
    story.asks("mentor", "change_goals", goals=[goal("g1"), goal("g2", weight=3)])
    story.asks("mentee", "accept_goals")
    story.passes(days=20)
    story.asks("mentee", "pause", reason="exams")
    return story


def told() -> dict[str, Story]:
    troubled = Story().signed()
    troubled.passes(days=33)
    stories = [*(life() for life in LIVES), troubled, Story(), amid_reviews()]
    return {f"pair-{number}": story for number, story in enumerate(stories)}


@pytest.fixture(scope="module")
def stories() -> dict[str, Story]:
    """Pairs in all walks of life."""
    return told()


@pytest.fixture
def reports(engine: Engine, stories: dict[str, Story], wall: Wall) -> SqlReports:
    events = event_store(engine)
    for name, story in stories.items():
        record(events, name, story, 100)
    Projector(engine, events, wall).catch_up()
    return SqlReports(engine)


def made(reports: SqlReports, at: datetime = LATER) -> Report:
    return report(COHORT, reports.counts(COHORT, at), at)


def states(stories: dict[str, Story]) -> list[State]:
    return [story.state for story in stories.values()]


def share_of(state: State, at: datetime) -> tuple[int, int]:
    """Met and planned as health reckons it: `9 of 13 meetings held`."""
    words = meetings_share(state, at)[1].replace("in touch in ", "").split()
    return int(words[0]), int(words[2])


def test_meetings_against_plan_are_those_of_health(
    reports: SqlReports, stories: dict[str, Story]
) -> None:
    newest = max(state.at for state in states(stories))
    for days in (0, 1, 13, 14, 15, 100, 300):
        at = newest + timedelta(days=days)
        found = reports.counts(COHORT, at)

        shares = [share_of(state, at) for state in states(stories) if state.started]
        assert sum(one.pairs for one in found.kept) == len(shares)
        assert sum(one.met for one in found.kept) == sum(met for met, _ in shares)
        assert sum(one.planned for one in found.kept) == sum(planned for _, planned in shares)
        assert found.informal


def test_surveys_are_counted_as_they_were_answered(
    reports: SqlReports, stories: dict[str, Story]
) -> None:
    found = reports.counts(COHORT, LATER).surveys

    for kind in ("review", "fit", "final", "follow_up"):
        over = [
            survey
            for story in stories.values()
            for survey in story.state.surveys
            if survey.kind == kind and not survey.open and not withdrawn(story, survey.id)
        ]
        of_kind = [one for one in found if one.kind == kind]
        for role in PAIR:
            asked = sum(role in survey.to for survey in over)
            answered = sum(role in survey.answered for survey in over)
            assert sum(getattr(one, f"{role}_asked") for one in of_kind) == asked
            assert sum(getattr(one, f"{role}_answered") for one in of_kind) == answered
            assert sum(getattr(one, f"{role}_scores") for one in of_kind) == len(
                scores(stories, kind, role)
            )
            assert sum(getattr(one, f"{role}_sum") for one in of_kind) == sum(
                scores(stories, kind, role)
            )


def lacking(story: Story, kind: str, role: str) -> bool:
    """Tell whether somebody let a survey pass."""
    return any(
        survey.kind == kind and role not in survey.answered
        for survey in story.state.surveys
        if not (survey.open or withdrawn(story, survey.id))
    )


def withdrawn(story: Story, survey: str) -> bool:
    closings = [fact.event for fact in story.facts if fact.event.TYPE == "survey_closed"]
    return any(one.survey == survey and one.revoked for one in closings)  # type: ignore[attr-defined]


def scores(stories: dict[str, Story], kind: str, role: str) -> list[int]:
    """Every answer about satisfaction."""
    return [
        fact.event.answers["satisfaction"]  # type: ignore[attr-defined]
        for story in stories.values()
        for fact in story.facts
        if fact.event.TYPE == "survey_answered"
        and fact.event.by == role  # type: ignore[attr-defined]
        and fact.event.survey.startswith(kind.partition("_")[0])  # type: ignore[attr-defined]
        and "satisfaction" in fact.event.answers  # type: ignore[attr-defined]
    ]


def test_attainment_is_the_mean_over_pairs(reports: SqlReports, stories: dict[str, Story]) -> None:
    known = [t for state in states(stories) if (t := goal_attainment(state)) is not None]

    found = reports.counts(COHORT, LATER)

    assert found.attained == len(known) > 0
    assert found.attainment == pytest.approx(sum(known) / len(known))


def test_stages_endings_and_stall_cases_are_counted(
    reports: SqlReports, stories: dict[str, Story]
) -> None:
    found = reports.counts(COHORT, LATER)

    closed = [state for state in states(stories) if state.stage == "closed"]
    assert sum(one.pairs for one in found.standings) == len(stories)
    assert sum(one.pairs for one in found.standings if one.stage == "paused") == 1
    assert sorted((one.outcome, one.reason, one.pairs) for one in found.endings) == sorted(
        {
            (outcome, reason, sum((s.outcome, s.reason) == (outcome, reason) for s in closed))
            for outcome, reason in ((s.outcome, s.reason) for s in closed)
        }
    )
    cases = [(ep.trigger, ep.ended_by) for state in states(stories) for ep in state.episodes]
    assert {(one.trigger, one.ended_by): one.cases for one in found.stalled} == {
        case: cases.count(case) for case in cases
    }


def test_recommendations_are_counted_by_role(reports: SqlReports) -> None:
    found = reports.counts(COHORT, LATER).recommended

    assert [(one.role, one.score, one.people) for one in found] == [
        ("mentee", 9, 1),
        ("mentor", 9, 1),
    ]


def test_behind_every_number_stand_as_many_pairs_as_it_says(reports: SqlReports) -> None:
    for figure in made(reports).figures:
        for _, _, number in figure.numbers:
            if number.key:
                pairs = reports.behind(COHORT, LATER, figure.key, number.key).pairs
                of_all = figure.key in ASKED or number.part is None
                counted = number.whole if of_all else number.part
                # A pair may be asked, and may stall, more than once; a course counts answers.
                of_pairs = figure.unit == "count" and figure.key != "episodes"
                if of_pairs or counted == 0:
                    assert pairs == counted, (figure.key, number.key)
                else:
                    assert 0 < pairs <= (counted or 0), (figure.key, number.key)


def test_the_pairs_behind_a_number_are_those_it_counts(
    reports: SqlReports, stories: dict[str, Story]
) -> None:
    def named(figure: str, number: str) -> list[str]:
        found = reports.behind(COHORT, LATER, figure, number)
        assert found.pairs == len(found.page)
        return [pair.mentorship for pair in found.page]

    def which(holds: Callable[[State], bool]) -> list[str]:
        return [name for name, story in stories.items() if holds(story.state)]

    assert named("outcomes", "completed") == which(lambda s: s.outcome == "completed")
    assert named("outcomes", "paused") == which(lambda s: s.pause is not None)
    assert named("satisfaction", "2.mentor") == [
        name
        for name, story in stories.items()
        if any(s.id == "review-2" and "mentor" in s.answered for s in story.state.surveys)
    ]
    assert named("attainment", "now") == which(lambda s: goal_attainment(s) is not None)
    assert named("nps", "mentee") == ["pair-0"]
    assert named("episodes", "concern.default") == which(
        lambda s: any(ep.trigger == "concern" and ep.ended_by == "default" for ep in s.episodes)
    )
    assert named("responses", "review.mentee.lacking") == [
        name for name, story in stories.items() if lacking(story, "review", "mentee")
    ]


def test_pairs_come_page_by_page(reports: SqlReports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.store.report.LINES", 2)
    everybody: list[str] = []
    keys = ("aligning", "active", "closing", "paused", "completed", "ended_early", "never_started")
    for key in keys:
        after, more = "", "first"
        while more:
            found = reports.behind(COHORT, LATER, "outcomes", key, after)
            assert len(found.page) <= 2
            everybody += [pair.mentorship for pair in found.page]
            after = more = found.more

    assert sorted(everybody) == [f"pair-{number}" for number in range(7)]


NOWHERE = [
    ("wealth", "good"),
    ("outcomes", ""),
    ("outcomes", "a.b"),
    ("outcomes", "\x00"),
    ("outcomes", "'; DROP TABLE board"),
    ("satisfaction", "1"),
    ("satisfaction", "0.mentee"),
    ("satisfaction", "99999999999999999999.mentee"),
    ("satisfaction", "1.manager"),
    ("responses", "review.mentee.present"),
    ("nps", "mentee.lacking.all"),
    ("episodes", "fit"),
]


def test_a_number_that_is_not_in_any_report_has_no_pairs(reports: SqlReports) -> None:
    for figure, number in NOWHERE:
        with pytest.raises(NoSuchFigure):
            reports.behind(COHORT, LATER, figure, number)


def test_every_figure_of_a_report_leads_to_pairs(reports: SqlReports) -> None:
    assert {figure.key for figure in made(reports).figures} == behind.FIGURES.keys()


def test_each_pair_has_a_line_with_its_own_numbers(
    reports: SqlReports, stories: dict[str, Story]
) -> None:
    lines = {line.mentorship: line for line in reports.pairs(COHORT, LATER)}

    assert list(lines) == sorted(stories)
    for name, story in stories.items():
        state, line = story.state, lines[name]
        assert line.cases == len(state.episodes)
        assert line.open_cases == len(state.open_episodes)
        if state.started:
            assert (line.met, line.planned) == share_of(state, LATER)
        assert (line.outcome, line.reason) == (state.outcome, state.reason)
        assert line.answered <= line.asked
    assert lines["pair-5"].asked == 0


def test_another_cohort_has_a_report_of_its_own(reports: SqlReports) -> None:
    found = report("autumn", reports.counts("autumn", LATER), LATER)

    assert found.pairs == 0
    assert all(figure.headline.value is None for figure in found.figures)
    assert list(reports.pairs("autumn", LATER)) == []
    assert reports.behind("autumn", LATER, "outcomes", "active").pairs == 0
