"""What the boards show of a pair."""

from datetime import timedelta

from domain.mentorship.decide import next_due
from domain.mentorship.views import board_row, goal_attainment, words_of
from tests.domain.mentorship.story import START, Story, goal

OPENED = START + timedelta(weeks=3)


def test_a_row_of_the_board_shows_where_a_pair_stands() -> None:
    story = Story().aligned()

    row = board_row(story.state, "expectations_set")

    assert (row.mentorship, row.cohort, row.program, row.program_version) == (
        "m1",
        "spring",
        "career-growth",
        1,
    )
    assert (row.mentee, row.mentor, row.stage, row.band) == ("Ann", "Ben", "aligning", "new")
    assert (row.waits_for, row.due) == ("both signatures", START + timedelta(days=4))
    assert (row.version, row.last_event, row.health) == (6, "expectations_set", None)


def test_a_row_of_the_board_has_what_it_is_found_by_and_what_its_health_is_made_of() -> None:
    story = Story().signed()
    row = board_row(story.state, "agreement_signed")
    assert (row.names, row.contact_at) == ("ann ben m1", None)
    assert row.parts is not None
    assert row.parts["agreement"] == 10

    story.meets()

    assert board_row(story.state, "meeting_held").contact_at is not None


def test_a_paused_pair_is_shown_as_paused() -> None:
    story = Story().signed()
    story.asks("mentee", "pause", reason="a trip")

    assert board_row(story.state, "mentorship_paused").stage == "paused"
    assert words_for(story) == "paused, waiting for word on the pause until 2026-02-04 09:00 UTC"


def words_for(story: Story) -> str:
    due = next_due(story.state)
    return words_of(story.state, due and due.at, due.waits_for if due else "")


def test_what_a_pair_waits_for_is_said_in_words() -> None:
    story = Story().aligned()
    assert words_for(story) == "waiting for both signatures until 2026-01-09 09:00 UTC"

    story.asks("mentee", "sign_agreement")
    assert words_for(story) == "waiting for the mentor's signature until 2026-01-09 09:00 UTC"


def test_a_pair_that_is_over_waits_for_nothing() -> None:
    story = Story()
    story.asks("mentee", "end", reason="other")

    row = board_row(story.state, "mentorship_closed")
    assert (row.due, row.waits_for, row.outcome, row.band) == (None, "", "never_started", "closed")
    assert words_for(story) == "nothing more"


def test_a_case_comes_into_the_inbox_when_a_human_is_asked_and_leaves_it_when_it_ends() -> None:
    story = Story().signed()
    story.lasts_until(OPENED + timedelta(days=9))
    assert board_row(story.state, "x").inbox == ()
    assert board_row(story.state, "x").open_episodes == ("no_contact",)
    story.passes(days=1)

    (case,) = board_row(story.state, "x").inbox

    assert (case.id, case.trigger, case.rung) == ("m1/1", "no_contact", "ask_manager")
    assert (case.opened, case.since) == (OPENED, OPENED + timedelta(days=10))
    assert (case.default, case.default_at) == ("pause", OPENED + timedelta(days=16))
    story.asks("manager", "decide_episode", episode=1, decision="dismiss", note="all is well")
    assert board_row(story.state, "x").inbox == ()


def test_without_a_deputy_the_default_comes_sooner() -> None:
    story = Story(people={"deputy": None}).signed()
    story.lasts_until(OPENED + timedelta(days=10))

    (case,) = board_row(story.state, "x").inbox

    assert case.default_at == OPENED + timedelta(days=13)


def test_goal_attainment_is_the_t_score_of_what_both_see() -> None:
    story = Story().signed()
    assert goal_attainment(story.state) is None
    story.passes(weeks=4)
    story.answers("mentee", "review-1", goals=[{"goal": "g1", "level": 2}])
    story.answers("mentor", "review-1", goals=[{"goal": "g1", "level": 0}])

    assert goal_attainment(story.state) == 60


def test_a_goal_that_counts_nothing_has_no_score() -> None:
    story = Story()
    story.aligned().asks("mentee", "propose_goals", goals=[goal("g1", weight=0), goal("g2")])
    story.asks("mentee", "sign_agreement")
    story.asks("mentor", "sign_agreement")
    story.passes(weeks=4)
    story.answers("mentee", "review-1", goals=[{"goal": "g1", "level": 2}])

    assert goal_attainment(story.state) is None
