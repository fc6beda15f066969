from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from domain.mentorship.commands import COMMANDS
from domain.surveys.answers import check
from domain.surveys.instruments import FINAL, FIT, FOLLOW_UP, PULSE
from entrypoints.demo.agreement import goals
from entrypoints.demo.behaviours import Behaviour
from entrypoints.demo.parts import Part, Role
from entrypoints.demo.replies import met
from entrypoints.demo.steps import Plan
from entrypoints.demo.surveys import final, fit, follow_up, review
from tests.entrypoints.demo.conftest import MakeCouple, MakeLetter, MakePerson

NOW = datetime(2026, 3, 4, 8, 30, tzinfo=UTC)
EVERYTHING = (
    ("invitation", "agreement"),
    ("meeting_invitation", "meeting:2"),
    ("meeting_request", "meeting:3"),
    ("meeting_outcome", "meeting:1"),
    ("contact_question", "contact:1"),
    ("fit_check", "survey:fit-1"),
    ("review", "survey:review-1"),
    ("goal_change", "goals"),
    ("goal_change", "mentorship"),
    ("introduction_follow_up", "introduction:1"),
    ("task_reminder", "task:1"),
    ("nudge", "mentorship"),
    ("closing_notice", "mentorship"),
    ("extension_request", "mentorship"),
    ("pause_question", "mentorship"),
    ("final_assessment", "survey:final"),
    ("follow_up", "survey:follow-up"),
)


def commands(plan: Plan) -> list[str]:
    return [step.command for step in plan]


def test_the_mentee_brings_goals_and_gaps_and_signs(
    somebody: MakePerson, letter: MakeLetter
) -> None:
    plan = somebody("diligent").read(letter("invitation", "agreement"))
    assert commands(plan) == ["propose_goals", "name_gaps", "set_expectations", "sign_agreement"]


def test_the_mentor_brings_experience_and_signs(somebody: MakePerson, letter: MakeLetter) -> None:
    plan = somebody("diligent", "mentor").read(letter("invitation", "agreement"))
    assert commands(plan) == ["share_experience", "set_expectations", "sign_agreement"]


def test_who_could_not_sign_tries_again_at_the_reminder(
    somebody: MakePerson, letter: MakeLetter
) -> None:
    person = somebody("diligent")
    person.read(letter("invitation", "agreement"))
    plan = person.read(letter("agreement_reminder", "agreement", 2))
    assert commands(plan) == ["sign_agreement"]


def test_who_has_signed_leaves_it_at_that(somebody: MakePerson, letter: MakeLetter) -> None:
    person, invitation = somebody("diligent", "mentor"), letter("invitation", "agreement")
    signed = person.read(invitation)[-1]
    person.done(signed, invitation)
    assert "sign_agreement" not in commands(person.read(letter("nudge", "mentorship", 2)))


@pytest.mark.parametrize("role", ["mentee", "mentor"])
def test_a_ghost_never_does_anything(somebody: MakePerson, letter: MakeLetter, role: Role) -> None:
    ghost = somebody("ghost", role)
    for version, (kind, task) in enumerate(EVERYTHING * 3, start=1):
        assert ghost.read(letter(kind, task, version)) == ()


def test_who_is_slow_answers_the_reminder_and_not_the_question(
    somebody: MakePerson, letter: MakeLetter
) -> None:
    person = somebody("slow")
    assert person.read(letter("review", "survey:review-1")) == ()
    assert commands(person.read(letter("review_reminder", "survey:review-1", 2))) == [
        "answer_survey"
    ]


def test_who_has_answered_does_not_answer_a_reminder_that_crossed(
    somebody: MakePerson, letter: MakeLetter
) -> None:
    person = somebody("diligent")
    assert person.read(letter("review", "survey:review-1"))
    assert person.read(letter("review_reminder", "survey:review-1", 2)) == ()


def test_who_fades_starts_well_and_is_gone_after_a_third(
    somebody: MakePerson, letter: MakeLetter
) -> None:
    person = somebody("fading")
    assert person.read(letter("invitation", "agreement"))
    assert person.read(letter("meeting_outcome", "meeting:4", 2))
    assert person.read(letter("review", "survey:review-2", 3))
    assert person.read(letter("meeting_outcome", "meeting:5", 4)) == ()
    assert person.read(letter("review", "survey:review-3", 5)) == ()
    assert person.read(letter("final_assessment", "survey:final", 6)) == ()


def test_who_returns_is_silent_until_the_second_nudge(
    somebody: MakePerson, letter: MakeLetter
) -> None:
    person = somebody("returning")
    assert person.read(letter("invitation", "agreement")) == ()
    assert person.read(letter("agreement_reminder", "agreement", 2)) == ()
    assert person.read(letter("nudge", "mentorship", 3)) == ()
    assert commands(person.read(letter("nudge", "mentorship", 4)))[-1] == "sign_agreement"
    assert person.read(letter("review", "survey:review-1", 5))


def test_nobody_acts_on_a_letter_without_a_link(somebody: MakePerson, letter: MakeLetter) -> None:
    assert somebody("diligent").read(letter("review")) == ()


def test_both_say_the_same_about_a_meeting(couple: MakeCouple, letter: MakeLetter) -> None:
    for seed in range(30):
        pair = couple("diligent", "unhappy", seed)
        for number in range(1, 14):
            asked = letter("meeting_outcome", f"meeting:{number}")
            told = [
                met(Part(pair, role), asked, asked.sent - asked.sent)[0].data["held"]
                for role in ("mentee", "mentor")
            ]
            assert told[0] == told[1]


@pytest.mark.parametrize("behaviour", ["diligent", "unhappy"])
@pytest.mark.parametrize("role", ["mentee", "mentor"])
def test_everything_that_people_say_can_be_read(
    somebody: MakePerson, letter: MakeLetter, behaviour: Behaviour, role: Role
) -> None:
    for seed in range(40):
        person = somebody(behaviour, role, seed)
        for version, (kind, task) in enumerate(EVERYTHING, start=1):
            for step in person.read(letter(kind, task, version, meeting_at=NOW)):
                COMMANDS[step.command].model_validate(step.said(NOW))


@pytest.mark.parametrize("behaviour", ["diligent", "unhappy"])
@pytest.mark.parametrize("role", ["mentee", "mentor"])
def test_every_answer_fits_its_survey(
    couple: MakeCouple, behaviour: Behaviour, role: Role
) -> None:
    for seed in range(20):
        part = Part(couple(behaviour, behaviour, seed), role)
        ids = [goal.id for goal in goals(part.couple)]
        for number in range(1, 7):
            check(PULSE, review(part, number, NOW.date()), ids, role)
        check(FIT, fit(part, 1), ids, role)
        check(FINAL, final(part, None), ids, role)
        check(FOLLOW_UP, follow_up(part), ids, role)


def test_who_is_unhappy_scores_low(couple: MakeCouple) -> None:
    pair = couple("unhappy", "diligent")
    for number in range(1, 7):
        assert review(Part(pair, "mentee"), number, None)["satisfaction"] <= 4
        assert review(Part(pair, "mentor"), number, None)["satisfaction"] >= 7


def test_goals_never_fall_back(couple: MakeCouple) -> None:
    for seed in range(20):
        part = Part(couple(seed=seed), "mentee")
        course = [review(part, number, None)["goals"] for number in range(1, 7)]
        for before, after in pairwise(course):
            levels = zip(before, after, strict=True)
            assert all(a["level"] <= b["level"] for a, b in levels)


def test_people_choose_the_same_again(somebody: MakePerson, letter: MakeLetter) -> None:
    for kind, task in EVERYTHING:
        asked = letter(kind, task)
        assert somebody("diligent").read(asked) == somebody("diligent").read(asked)


def test_a_meeting_is_booked_when_the_letter_wants_it(
    somebody: MakePerson, letter: MakeLetter
) -> None:
    wanted = letter("meeting_request", "meeting:3", not_before=date(2026, 3, 20))
    (step,) = somebody("diligent", "mentor").read(wanted)
    start = datetime.fromisoformat(step.said(NOW)["start"])
    assert date(2026, 3, 20) < start.date() < date(2026, 3, 24)


def test_a_meeting_that_is_asked_for_late_still_lies_ahead(
    somebody: MakePerson, letter: MakeLetter
) -> None:
    wanted = letter("meeting_request", "meeting:3", not_before=date(2026, 2, 20))
    (step,) = somebody("diligent", "mentor").read(wanted)
    assert datetime.fromisoformat(step.said(NOW)["start"]) > NOW
