"""What anybody might ask for, and what a manager might write: strategies for hypothesis."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.mentorship.closure import CHECKLIST
from domain.mentorship.commands import COMMANDS
from domain.mentorship.state import State
from domain.program.model import Program
from domain.program.rules import mistakes
from tests.domain.mentorship.story import goal, program

ROLES = ("mentee", "mentor", "manager", "deputy", "sponsor", "P1", "ben@example.org", "nobody")
WORDS = st.sampled_from(["", "a word", "another word", "Grüße 🙂"])
NUMBERS = st.integers(1, 4)
WEEKS = st.sampled_from(["1 week", "2 weeks", "4 weeks"])
RUNG = st.builds(
    lambda rung, wait: {"rung": rung, "wait": wait},
    st.sampled_from(["nudge_pair", "ask_manager", "ask_deputy"]),
    st.sampled_from(["1 day", "5 days", "0 minutes"]),
)
LADDERS = st.builds(
    lambda rungs, do: [*rungs, {"rung": "default", "do": do}],
    st.lists(RUNG, max_size=4),
    st.sampled_from(["pause", "end"]),
)
TRIGGERS = st.fixed_dictionaries(
    {},
    optional={
        "agreement_overdue": st.just(False),
        "no_contact": st.sampled_from([None, 0.5, 3]),
        "meetings_missed_in_a_row": st.sampled_from([None, 1]),
        "reviews_unanswered_in_a_row": st.sampled_from([None, 1]),
        "satisfaction_at_most": st.sampled_from([None, 0, 10]),
        "fit": st.none(),
        "concern": st.none(),
    },
)
ESCALATION = st.fixed_dictionaries({"triggers": TRIGGERS}, optional={"ladder": LADDERS})
MEETINGS = st.fixed_dictionaries(
    {},
    optional={
        "mode": st.just("informal"),
        "every": WEEKS,
        "notice": st.sampled_from(["0 minutes", "6 days"]),
        "fit_check": st.booleans(),
        "remind_before": st.just([]),
    },
)
RULES = st.fixed_dictionaries(
    {"escalation": ESCALATION, "meetings": MEETINGS},
    optional={
        "length": st.sampled_from(["4 weeks", "8 weeks", "52 weeks"]),
        "people": st.just({"deputy": None}),
        "agreement": st.sampled_from([{"remind_after": []}, {"goals": {"min": 0}}]),
        "closure": st.sampled_from(
            [
                {"notice_before": [], "follow_up_after": None},
                {"certificate": {"meetings_held_at_least": 1}},
            ]
        ),
        "pause": st.just({"ask_after": "3 days", "end_after": "5 days"}),
        "working_hours": st.sampled_from([{}, {"opens": "20:00", "closes": "21:00"}]),
    },
)


def written(rules: dict[str, Any]) -> dict[str, Any] | None:
    """Rules that a program manager would get past the checks."""
    found: Program = program(**rules)
    return None if list(mistakes(found)) else rules


PROGRAMS = RULES.filter(lambda rules: written(rules) is not None)
HOURS = st.integers(0, 96).map(lambda hours: timedelta(hours=hours))
DAYS = st.integers(1, 16).map(lambda days: timedelta(days=days))
LENGTHS = st.one_of(HOURS, HOURS, DAYS, st.integers(1, 20).map(lambda n: timedelta(weeks=n)))
GOALS = st.lists(
    st.sampled_from(["g1", "g2", "g3"]).map(goal),
    min_size=0,
    max_size=3,
    unique_by=lambda g: g["id"],
)


def moments(at: datetime) -> st.SearchStrategy[str]:
    """A moment around now."""
    return st.integers(-20, 600).map(lambda hours: (at + timedelta(hours=hours)).isoformat())


def days(at: datetime) -> st.SearchStrategy[str]:
    """A day around now."""
    return st.integers(-3, 60).map(lambda number: (at + timedelta(days=number)).date().isoformat())


def tasks(at: datetime) -> st.SearchStrategy[dict[str, Any]]:
    """Something to do."""
    return st.fixed_dictionaries(
        {"what": WORDS, "who": st.sampled_from(["mentee", "mentor"]), "due": days(at)}
    )


def fitting_answers(at: datetime) -> dict[str, st.SearchStrategy[dict[str, Any]]]:
    """Answers to each kind of survey."""
    aims: dict[str, st.SearchStrategy[Any]] = {
        "goal": st.sampled_from(["g1", "g1", "g2"]),
        "level": st.integers(-2, 2),
    }
    wishes: dict[str, st.SearchStrategy[Any]] = {"relevance": st.sampled_from(["keep", "drop"])}
    progress = st.fixed_dictionaries(aims, optional=wishes)
    more: dict[str, st.SearchStrategy[Any]] = {
        "last_contact": days(at),
        "concerns": WORDS,
        "goals": st.lists(progress, max_size=2, unique_by=lambda one: str(one["goal"])),
    }
    score: dict[str, st.SearchStrategy[Any]] = {"satisfaction": st.integers(0, 10)}
    review = st.fixed_dictionaries(score, optional=more)
    fit = st.sampled_from(["good", "still_deciding", "not_good"])
    return {
        "review": review,
        "fit": fit.map(lambda given: {"fit": given}),
        "final": review.map(lambda given: given | {"recommend": 9}),
        "follow_up": st.just(dict.fromkeys(("promotion", "new_role", "still_in_touch"), "yes")),
    }


def answers(at: datetime) -> st.SearchStrategy[dict[str, Any]]:
    """Answers that may or may not fit the survey."""
    return st.one_of(*fitting_answers(at).values())


def data_for(state: State, at: datetime, command: str) -> st.SearchStrategy[dict[str, Any]]:
    """What somebody might write with a command, mostly well-formed."""
    known = [survey.id for survey in state.surveys] or ["review-1"]
    optional = st.none() | NUMBERS
    rhythm: dict[str, st.SearchStrategy[Any]] = {"meet_every": WEEKS}
    shapes: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "propose_goals": {"goals": GOALS},
        "change_goals": {"goals": GOALS},
        "name_gaps": {"skills": st.lists(st.just("writing"), max_size=1)},
        "share_experience": {"experience": st.just(["hiring"]), "style": st.just("advisory")},
        "set_expectations": {"expectations": st.fixed_dictionaries({}, optional=rhythm)},
        "book_meeting": {"start": moments(at)},
        "move_meeting": {"start": moments(at), "meeting": optional},
        "cancel_meeting": {"meeting": optional, "reason": WORDS},
        "record_meeting": {
            "meeting": optional,
            "held": st.booleans(),
            "reason": st.sampled_from([None, "forgot"]),
            "action_items": st.lists(tasks(at), max_size=1),
        },
        "confirm_contact": {"in_touch": st.booleans()},
        "answer_survey": {"survey": st.sampled_from(known), "answers": answers(at)},
        "raise_concern": {"text": WORDS},
        "make_introduction": {"to": WORDS, "kind": st.just("event")},
        "report_introduction": {"introduction": NUMBERS, "outcome": st.just("talked")},
        "set_challenge": {"what": WORDS, "due": days(at)},
        "add_action_item": {
            "what": WORDS,
            "who": st.sampled_from(["mentee", "mentor"]),
            "due": days(at),
        },
        "finish_task": {"task": NUMBERS},
        "let_go_task": {"task": NUMBERS},
        "decide_episode": {
            "episode": st.integers(1, len(state.episodes) + 1),
            "decision": st.sampled_from(
                ["nudge", "log_call", "snooze", "pause", "extend", "dismiss", "rematch", "end"]
            ),
            "note": WORDS,
            "weeks": st.sampled_from([None, 1, 6]),
            "reason": st.sampled_from([None, "other"]),
            "resume_on": st.none() | moments(at),
        },
        "pause": {"reason": WORDS, "resume_on": st.none() | moments(at)},
        "extend": {"weeks": st.sampled_from([1, 4])},
        "end": {"reason": st.just("other")},
        "tick_checklist": {"item": st.sampled_from(list(CHECKLIST))},
    }
    return st.fixed_dictionaries(shapes.get(command, {}))


LIKELY = tuple(sorted(set(COMMANDS) - {"note_deliveries", "end"}))
BY_STAGE: dict[str, tuple[tuple[str, str], ...]] = {
    "aligning": (
        ("mentee", "propose_goals"),
        ("mentee", "name_gaps"),
        ("mentor", "share_experience"),
        ("mentee", "set_expectations"),
        ("mentor", "set_expectations"),
        ("mentee", "sign_agreement"),
        ("mentor", "sign_agreement"),
        ("mentor", "raise_concern"),
    ),
    "active": (
        ("mentee", "change_goals"),
        ("mentor", "change_goals"),
        ("mentor", "accept_goals"),
        ("mentee", "accept_goals"),
        ("mentor", "book_meeting"),
        ("mentee", "move_meeting"),
        ("mentor", "cancel_meeting"),
        ("mentee", "record_meeting"),
        ("mentor", "record_meeting"),
        ("mentee", "confirm_contact"),
        ("mentor", "confirm_contact"),
        ("mentee", "raise_concern"),
        ("mentor", "make_introduction"),
        ("mentee", "report_introduction"),
        ("mentor", "set_challenge"),
        ("mentee", "add_action_item"),
        ("mentee", "finish_task"),
        ("mentor", "let_go_task"),
        ("mentee", "extend"),
        ("mentor", "extend"),
        ("mentee", "pause"),
    ),
    "closing": (
        ("mentee", "tick_checklist"),
        ("mentor", "tick_checklist"),
        ("mentor", "record_meeting"),
        ("mentee", "extend"),
        ("manager", "extend"),
        ("mentor", "pause"),
        ("mentee", "raise_concern"),
    ),
    "closed": (("mentee", "raise_concern"),),
}
"""What people usually ask for in each stage, and who."""
