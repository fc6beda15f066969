"""Figures against examples that were reckoned by hand."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.mentorship import events as e
from domain.program.model import Triggers
from domain.report.counts import (
    WAYS,
    Counts,
    Ending,
    Kept,
    Recommended,
    Stalled,
    Standing,
    Surveyed,
)
from domain.report.episodes import ENDINGS, TRIGGERS
from domain.report.figures import FIGURES, report
from domain.report.model import Figure, mean, share
from domain.report.pairs import OUTCOMES
from domain.surveys.scores import nps, response_rate

AT = datetime(2027, 6, 1, tzinfo=UTC)


def figure(key: str, counts: Counts) -> Figure:
    found = report("spring", counts, AT).figure(key)
    assert found is not None
    return found


def survey(kind: str, number: int, **sums: Any) -> Surveyed:
    nothing = dict.fromkeys(Surveyed.model_fields, 0)
    return Surveyed(**{**nothing, "kind": kind, "round": number, **sums})


def asked(kind: str, number: int, mentees: tuple[int, int], mentors: tuple[int, int]) -> Surveyed:
    """A survey that so many have answered of so many asked."""
    return survey(
        kind,
        number,
        mentee_answered=mentees[0],
        mentee_asked=mentees[1],
        mentor_answered=mentors[0],
        mentor_asked=mentors[1],
    )


def values(found: Figure) -> dict[str, list[float | None]]:
    return {row.key: [number.value for number in row.numbers] for row in found.rows}


def standing(pairs: int, stage: str, outcome: str = "", band: str = "good") -> Standing:
    return Standing(stage=stage, outcome=outcome, band=band, pairs=pairs)


def recommended(role: str, *scores: int) -> list[Recommended]:
    return [Recommended(role=role, score=score, people=1) for score in scores]


PAIRS = Counts(
    standings=(
        standing(2, "aligning", band="new"),
        standing(5, "active"),
        standing(3, "active", band="at_risk"),
        standing(1, "paused", band="fair"),
        standing(6, "closed", "completed", "closed"),
        standing(2, "closed", "ended_early", "closed"),
        standing(1, "closed", "never_started", "closed"),
    ),
    endings=(
        Ending(outcome="completed", reason="planned_end", pairs=6),
        Ending(outcome="ended_early", reason="not_enough_time", pairs=1),
        Ending(outcome="ended_early", reason="other", pairs=1),
        Ending(outcome="never_started", reason="not_enough_time", pairs=1),
    ),
)


def test_every_pair_is_counted_once_by_its_stage_or_its_outcome() -> None:
    found = figure("outcomes", PAIRS)

    assert values(found) == {
        "aligning": [2],
        "active": [8],
        "closing": [0],
        "paused": [1],
        "completed": [6],
        "ended_early": [2],
        "rematched": [0],
        "never_started": [1],
    }
    assert sum(number.value or 0 for _, _, number in found.numbers) == 20
    assert found.headline == share("completed", 6, 9)


def test_health_is_that_of_open_pairs() -> None:
    found = figure("health", PAIRS)

    assert found.columns == ("good", "fair", "at_risk", "new")
    assert values(found) == {"open": [5, 1, 3, 2]}
    assert found.headline == share("at_risk", 3, 11)


def test_reasons_of_an_end_before_its_time_stand_with_the_most_frequent_first() -> None:
    found = figure("reasons", PAIRS)

    assert values(found) == {"not_enough_time": [2], "other": [1]}
    assert found.headline == share("", 3, 9)


def test_meetings_held_are_a_part_of_those_planned() -> None:
    kept = (
        Kept(way="all", pairs=2, met=26, planned=26),
        Kept(way="less_than_half", pairs=1, met=3, planned=13),
        Kept(way="nothing_due", pairs=4, met=0, planned=0),
    )

    found = figure("meetings", Counts(kept=kept))

    assert found.headline == share("", 29, 39)
    assert values(found) == {
        "all": [2],
        "half_or_more": [0],
        "less_than_half": [1],
        "none": [0],
        "nothing_due": [4],
    }
    assert tuple(row.key for row in found.rows) == WAYS
    assert "rhythm" in found.definition


def test_where_nothing_is_booked_contact_is_counted_instead() -> None:
    found = figure("meetings", Counts(informal=True))

    assert found.title == "In touch, against plan"
    assert "Periods with contact ÷ periods asked about" in found.definition


def test_the_response_rate_is_answered_of_asked_for_each_survey_and_person() -> None:
    surveys = (
        asked("review", 1, (8, 10), (5, 10)),
        asked("review", 2, (6, 10), (6, 9)),
        asked("final", 1, (4, 5), (0, 0)),
    )

    found = figure("responses", Counts(surveys=surveys))

    assert found.columns == ("mentee", "mentor")
    assert values(found) == {"review": [14 / 20, 11 / 19], "final": [4 / 5, None]}
    assert found.rows[0].numbers[0].value == response_rate(14, 20)
    assert found.headline == share("", 29, 44)
    assert found.rows[0].numbers[1].lacking == "review.mentor.lacking"


def test_satisfaction_is_the_mean_of_the_answers_of_each_round() -> None:
    surveys = (
        survey("final", 1, mentee_scores=3, mentee_sum=27),
        survey("review", 2, mentee_scores=3, mentee_sum=20, mentor_scores=4, mentor_sum=30),
        survey("review", 1, mentee_scores=4, mentee_sum=32, mentor_scores=3, mentor_sum=24),
        survey("fit", 1),
    )

    found = figure("satisfaction", Counts(surveys=surveys))

    assert found.columns == ("1", "2", "final")
    assert values(found) == {"mentee": [8, 20 / 3, 9], "mentor": [8, 7.5, None]}
    assert found.headline.value == pytest.approx((27 + 20 + 30 + 32 + 24) / 17)
    assert found.headline.whole == 17


def test_a_share_is_a_part_of_a_whole_and_a_mean_a_sum_over_its_answers() -> None:
    assert (share("", 6, 9).value, share("", 0, 0).value) == (6 / 9, None)
    assert (mean("", 24, 3).value, mean("", 24, 2).value) == (8, None)


def test_fewer_than_three_private_answers_are_not_shown_and_not_to_be_found_out() -> None:
    """The mean over all would give away one mentor's 2 beside the mean of three mentees."""
    surveys = (survey("review", 1, mentee_scores=3, mentee_sum=24, mentor_scores=1, mentor_sum=2),)

    found = figure("satisfaction", Counts(surveys=surveys))

    assert values(found) == {"mentee": [8], "mentor": [None]}
    assert found.rows[1].numbers[0].whole == 1
    assert found.headline == mean("", 24, 3)


def test_many_answers_of_which_none_is_shown_have_no_mean_either() -> None:
    surveys = tuple(survey("review", n, mentee_scores=2, mentee_sum=9) for n in (1, 2))

    found = figure("satisfaction", Counts(surveys=surveys))

    assert (found.headline.value, found.headline.whole) == (None, 4)


def test_two_final_assessments_of_an_extended_pair_are_one_point() -> None:
    surveys = (
        survey("final", 1, mentee_scores=2, mentee_sum=10),
        survey("final", 2, mentee_scores=1, mentee_sum=8),
    )

    found = figure("satisfaction", Counts(surveys=surveys))

    assert found.columns == ("final",)
    assert values(found)["mentee"] == [6]


def test_attainment_is_the_mean_of_the_t_scores() -> None:
    surveys = (
        survey("review", 1, attainments=3, attainment_sum=60 + 63.69 + 61.02),
        survey("review", 2, attainments=2, attainment_sum=120),
    )

    found = figure("attainment", Counts(surveys=surveys, attained=4, attainment=55.5))

    assert found.rows[0].numbers[0].value == pytest.approx(61.57, abs=0.005)
    assert found.rows[0].numbers[1].value is None
    assert found.headline == mean("now", 222, 4)
    assert "√(0.7·Σw² + 0.3·(Σw)²)" in found.definition


def test_without_goals_there_is_no_attainment_rather_than_fifty() -> None:
    found = figure("attainment", Counts())

    assert found.headline.value is None
    assert found.rows == ()


def test_the_net_promoter_score_is_promoters_minus_detractors_with_its_response_rate() -> None:
    mentees, mentors = (10, 9, 9, 8, 7, 6), (10, 5, 3)
    counts = Counts(
        surveys=(asked("final", 1, (6, 8), (3, 8)),),
        recommended=(*recommended("mentee", *mentees), *recommended("mentor", *mentors)),
    )

    found = figure("nps", counts)

    assert found.columns == ("promoters", "passives", "detractors")
    assert values(found) == {"mentee": [3, 2, 1], "mentor": [1, 0, 2]}
    totals = [row.total for row in found.rows]
    assert [total and total.value for total in totals] == [nps(mentees), nps(mentors)]
    assert [total and (total.part, total.whole) for total in totals] == [(6, 8), (3, 8)]
    assert found.headline.value == nps([*mentees, *mentors])
    assert (found.headline.part, found.headline.whole) == (9, 16)


def test_two_answers_make_no_score() -> None:
    counts = Counts(
        surveys=(asked("final", 1, (3, 3), (2, 3)),),
        recommended=(*recommended("mentee", 10, 10, 10), *recommended("mentor", 2, 3)),
    )

    found = figure("nps", counts)

    assert values(found) == {"mentee": [3, 0, 0], "mentor": [None, None, None]}
    assert found.headline.value == 100
    assert (found.headline.part, found.headline.whole) == (3, 6)


def test_before_the_first_final_assessment_there_is_no_score() -> None:
    found = figure("nps", Counts())

    assert (found.headline.value, found.rows) == (None, ())


def test_stall_cases_are_counted_by_what_opened_and_what_ended_them() -> None:
    stalled = (
        Stalled(trigger="no_contact", ended_by="recovery", cases=4),
        Stalled(trigger="no_contact", ended_by="", cases=2),
        Stalled(trigger="fit", ended_by="decision", cases=1),
    )

    found = figure("episodes", Counts(stalled=stalled))

    assert found.columns == ENDINGS
    assert values(found) == {"no_contact": [4, 0, 0, 0, 0, 2], "fit": [0, 1, 0, 0, 0, 0]}
    assert found.headline == share("", 4, 5)
    assert found.rows[0].numbers[5].key == "no_contact.open"


def test_every_trigger_ending_and_outcome_that_there_is_has_its_place() -> None:
    ended_by = e.EpisodeEnded.model_fields["by"].annotation
    outcome = e.MentorshipClosed.model_fields["outcome"].annotation

    assert {*ENDINGS} == {*ended_by.__args__, "open"}  # type: ignore[union-attr]
    assert {*OUTCOMES} == {*outcome.__args__}  # type: ignore[union-attr]
    fields = {
        name.removesuffix("_in_a_row").removesuffix("_at_most") for name in Triggers.model_fields
    }
    assert {*TRIGGERS} == fields


def test_a_cohort_of_which_nothing_is_known_yet_has_figures_without_numbers() -> None:
    found = report("spring", Counts(), AT)

    assert (found.pairs, len(found.figures)) == (0, len(FIGURES))
    assert all(one.headline.value is None for one in found.figures)
    assert len({one.key for one in found.figures}) == len(FIGURES)
    assert all(one.title and one.definition.endswith(".") for one in found.figures)


def test_every_number_of_a_figure_has_a_key_of_its_own_or_none() -> None:
    for one in report("spring", PAIRS, AT).figures:
        keys = [number.key for _, _, number in one.numbers if number.key]
        assert len(keys) == len(set(keys))
