"""Alignment: what both bring, two signatures, and what happens when they don't come."""

from datetime import timedelta

import pytest

from domain.mentorship import events as e
from tests.domain.mentorship.story import START, Story, goal


def test_opening_a_mentorship_invites_both_and_sets_a_deadline() -> None:
    story = Story()

    assert story.readers("invitation") == ["mentee", "mentor"]
    assert story.state.agreement.due == START + timedelta(days=14)
    assert story.waits_for == ("both signatures", START + timedelta(days=4))


@pytest.mark.parametrize(
    ("by", "command", "data", "fact"),
    [
        ("mentee", "propose_goals", {"goals": [goal()]}, "goals_proposed"),
        ("mentee", "name_gaps", {"knowledge": ["finance"]}, "gaps_named"),
        (
            "mentor",
            "share_experience",
            {"experience": ["x"], "style": "hands-on"},
            "experience_shared",
        ),
        (
            "mentor",
            "set_expectations",
            {"expectations": {"feedback": "direct"}},
            "expectations_set",
        ),
    ],
)
def test_a_contribution_is_taken_once(
    by: str, command: str, data: dict[str, object], fact: str
) -> None:
    story = Story()

    assert story.asks(by, command, **data) == (fact,)
    assert story.asks(by, command, **data) == ()


@pytest.mark.parametrize(
    ("by", "command", "data", "code"),
    [
        ("mentor", "propose_goals", {"goals": [goal()]}, "not_allowed"),
        ("mentor", "name_gaps", {"skills": ["x"]}, "not_allowed"),
        ("mentee", "share_experience", {"experience": ["x"], "style": "advisory"}, "not_allowed"),
        ("manager", "set_expectations", {"expectations": {}}, "not_allowed"),
        ("manager", "sign_agreement", {}, "not_allowed"),
        ("mentee", "propose_goals", {"goals": []}, "goals_out_of_range"),
        (
            "mentee",
            "propose_goals",
            {"goals": [goal(f"g{n}") for n in range(6)]},
            "goals_out_of_range",
        ),
        (
            "mentee",
            "propose_goals",
            {"goals": [goal(), goal(statement="other")]},
            "malformed_command",
        ),
        ("mentee", "propose_goals", {"goals": [goal(weight=0)]}, "goals_without_weight"),
        ("mentee", "propose_goals", {"goals": [goal(weight=float("nan"))]}, "malformed_command"),
        (
            "mentor",
            "share_experience",
            {"experience": [], "style": "advisory"},
            "malformed_command",
        ),
        (
            "mentee",
            "set_expectations",
            {"expectations": {"meet_every": "0 days"}},
            "malformed_command",
        ),
        (
            "mentee",
            "set_expectations",
            {"expectations": {"meet_every": "999999 weeks"}},
            "malformed_command",
        ),
        ("mentee", "sign_agreement", {}, "agreement_incomplete"),
        ("mentee", "change_goals", {"goals": [goal()]}, "wrong_stage"),
        ("mentee", "accept_goals", {}, "wrong_stage"),
    ],
)
def test_what_does_not_fit_the_alignment_is_refused(
    by: str, command: str, data: dict[str, object], code: str
) -> None:
    assert Story().refuses(by, command, **data) == code


def test_the_program_says_how_many_goals_an_agreement_holds() -> None:
    story = Story(agreement={"goals": {"min": 2, "max": 3}})

    assert story.refuses("mentee", "propose_goals", goals=[goal()]) == "goals_out_of_range"
    assert story.asks("mentee", "propose_goals", goals=[goal("a"), goal("b")])


def test_a_refused_signature_says_what_is_missing() -> None:
    story = Story()
    story.asks("mentee", "propose_goals", goals=[goal()])

    assert story.refuses("mentor", "sign_agreement") == "agreement_incomplete"


def test_two_signatures_start_the_mentorship_and_its_length_counts_from_then() -> None:
    story = Story().aligned()
    story.passes(days=3)
    assert story.asks("mentee", "sign_agreement") == ("agreement_signed",)
    assert story.asks("mentee", "sign_agreement") == ()

    assert story.asks("mentor", "sign_agreement")[:2] == ("agreement_signed", "mentorship_started")

    assert story.state.stage == "active"
    assert story.state.ends == story.at + timedelta(weeks=26)
    assert story.asks("mentee", "sign_agreement") == ()


@pytest.mark.parametrize(
    ("by", "command", "data"),
    [
        ("mentor", "share_experience", {"experience": ["new"], "style": "advisory"}),
        ("mentor", "set_expectations", {"expectations": {"channel": "by phone"}}),
    ],
)
def test_a_change_after_a_signature_clears_the_other_signature(
    by: str, command: str, data: dict[str, object]
) -> None:
    story = Story().aligned()
    story.asks("mentee", "sign_agreement")

    assert story.asks(by, command, **data)[-1] == "signature_cleared"

    assert story.state.agreement.signed == ()
    assert "mentorship_started" not in story.asks("mentor", "sign_agreement")
    assert "mentorship_started" in story.asks("mentee", "sign_agreement")


def test_whoever_changes_what_they_have_signed_themselves_need_not_sign_again() -> None:
    story = Story().aligned()
    story.asks("mentee", "sign_agreement")

    assert story.asks("mentee", "propose_goals", goals=[goal("g2")]) == ("goals_proposed",)

    assert story.state.agreement.signed == ("mentee",)


def test_saying_the_same_again_clears_nothing() -> None:
    story = Story().aligned()
    story.asks("mentee", "sign_agreement")

    story.asks("mentor", "set_expectations", expectations={"channel": "by video"})

    assert story.state.agreement.signed == ("mentee",)


def test_unsigned_agreements_are_reminded_of_on_the_days_of_the_program() -> None:
    story = Story(agreement={"remind_after": ["3 days", "5 days"], "due_after": "9 days"})
    story.aligned().asks("mentor", "sign_agreement")

    story.passes(days=8)

    assert story.when(e.AgreementReminded) == [START + timedelta(days=d) for d in (3, 5)]
    assert story.readers("agreement_reminder") == ["mentee", "mentee"]
    assert [m.facts["missing"] for m in story.mail("agreement_reminder")] == [
        ("your signature",)
    ] * 2


def test_a_reminder_names_what_is_missing_from_its_reader() -> None:
    story = Story()
    story.passes(days=4)

    by_role = {m.to.role: m.facts["missing"] for m in story.mail("agreement_reminder")}

    assert by_role["mentee"] == ("goals", "gaps", "expectations", "your signature")
    assert by_role["mentor"] == ("experience to share", "expectations", "your signature")


def test_a_late_reminder_is_sent_once_and_one_that_is_too_late_is_skipped() -> None:
    story = Story()

    assert story.sleeps(days=9) == ("reminder_skipped", "agreement_reminded")

    assert story.last(e.AgreementReminded).round == 1


def test_after_a_long_outage_no_backlog_of_reminders_goes_out() -> None:
    story = Story()

    facts = story.sleeps(days=40)

    assert facts[:3] == ("reminder_skipped", "reminder_skipped", "agreement_overdue")
    assert not story.mail("agreement_reminder")


def test_an_agreement_that_is_overdue_opens_an_episode_about_whoever_did_not_sign() -> None:
    story = Story().aligned()
    story.asks("mentee", "sign_agreement")

    story.passes(days=14)

    assert story.last(e.AgreementOverdue).missing == ("mentor",)
    assert story.episode.trigger == "agreement_overdue"
    assert story.readers("nudge") == ["mentor"]
    assert "Ben had not signed" in story.episode.evidence[0]
    assert [story.facts[v - 1].event.TYPE for v in story.episode.facts] == [
        "mentorship_opened",
        "agreement_overdue",
    ]


def test_signing_late_ends_the_episode_at_once() -> None:
    story = Story().aligned()
    story.asks("mentee", "sign_agreement")
    story.passes(days=16)

    facts = story.asks("mentor", "sign_agreement")

    assert "episode_ended" in facts
    assert story.episode.ended_by == "recovery"
    story.passes(days=7)
    assert story.readers("nudge") == ["mentor"]


def test_a_program_without_that_trigger_closes_what_was_never_signed_at_the_deadline() -> None:
    story = Story(escalation={"triggers": {"agreement_overdue": False}})

    story.passes(days=14)

    assert (story.state.outcome, story.state.reason) == ("never_started", "agreement_overdue")
    assert story.readers("farewell") == ["mentee", "mentor"]
    assert story.over


# goals later


def test_goals_change_when_the_other_accepts() -> None:
    story = Story().signed()
    wish = [goal("g1"), goal("g2")]

    assert story.asks("mentee", "change_goals", goals=wish) == ("goal_change_proposed",)
    assert story.asks("mentee", "change_goals", goals=wish) == ()
    assert story.readers("goal_change") == ["mentor"]
    assert story.refuses("mentee", "accept_goals") == "nothing_proposed"
    assert story.asks("mentor", "accept_goals") == ("goals_changed",)

    assert [g.id for g in story.state.agreement.goals] == ["g1", "g2"]
    assert story.refuses("mentor", "accept_goals") == "nothing_proposed"


def test_proposing_what_the_other_proposed_is_agreement() -> None:
    story = Story().signed()
    story.asks("mentor", "change_goals", goals=[goal("g2")])

    assert story.asks("mentee", "change_goals", goals=[goal("g2")]) == ("goals_changed",)


def test_a_proposal_that_nobody_answers_lapses() -> None:
    story = Story(agreement={"due_after": "9 days"}).signed()
    story.asks("mentor", "change_goals", goals=[goal("g2")])
    proposed = story.at

    story.passes(days=9)

    assert story.when(e.GoalChangeLapsed) == [proposed + timedelta(days=9)]
    assert story.refuses("mentee", "accept_goals") == "nothing_proposed"


def test_changing_to_the_goals_that_stand_is_no_news() -> None:
    assert Story().signed().asks("mentee", "change_goals", goals=[goal()]) == ()


def test_progress_on_a_goal_that_was_dropped_does_not_count_any_more() -> None:
    story = Story().signed()
    story.passes(weeks=4)
    story.answers("mentee", "review-1", goals=[{"goal": "g1", "level": 1}])
    story.asks("mentor", "change_goals", goals=[goal("g2")])

    story.asks("mentee", "accept_goals")

    assert story.state.levels == {}
