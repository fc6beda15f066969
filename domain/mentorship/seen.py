"""What whoever may not read private words sees of a mentorship; console and API show no more.

Private is what the pages of participants mark as for the program alone: answers and concerns, that
a match is no good fit, why somebody pauses, calls off or ends; and the notes of those who run the
program. A case that such words have opened is left out whole: beside a time line its date alone
would tell who said something. The level of a goal is no private answer, both of the pair see it.

Every function takes `answers`, whether the reader may read all of it (`answers.read`).
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, get_args

from domain.mentorship import events as e
from domain.mentorship.commands import EndReason
from domain.mentorship.episodes import HUMAN_TRIGGERS
from domain.mentorship.health import Health
from domain.mentorship.outlook import Standing
from domain.mentorship.state import Changes, State
from domain.mentorship.turn import Fact
from domain.mentorship.why import Explanation, Letter
from domain.readmodels.board import BoardCounts
from domain.record import BoardRow, InboxRow

PRIVATE_REASONS = frozenset(get_args(EndReason))
PRIVATE_PARTS = frozenset({"satisfaction"})
OF_EPISODES = (
    e.EpisodeOpened,
    e.RungTaken,
    e.RungDelivered,
    e.RungUndelivered,
    e.EpisodeDecided,
    e.EpisodeEnded,
)
PRIVATE_EVENTS = frozenset(event.TYPE for event in (e.ConcernRaised, *OF_EPISODES))
Blank = Callable[[Any], Changes]
BLANKS: dict[type[e.Event], Blank] = {
    e.MentorshipOpened: lambda _: {"note": ""},
    e.SurveyAnswered: lambda event: {"answers": levels_alone(event.answers)},
    e.MeetingCancelled: lambda event: {} if event.by == "program" else {"reason": ""},
    e.MentorshipPaused: lambda event: {} if event.by == "program" else {"reason": ""},
    e.MentorshipClosed: lambda event: {"note": "", "reason": open_reason(event.reason)},
    e.EpisodeDecided: lambda _: {"note": ""},
}
"""What is blanked in the facts that stay."""


def is_private(trigger: str) -> bool:
    """Tell whether a case was opened by what somebody told the program alone."""
    return trigger in HUMAN_TRIGGERS


def seen_facts(facts: Sequence[Fact], *, answers: bool) -> tuple[Fact, ...]:
    """The facts of a stream, which must begin with its first; versions of hidden ones are missing.

    What the staff asked for is left out with all that came of it.
    """
    if answers:
        return tuple(facts)
    hidden = private_cases(facts)
    kept = [fact for fact in facts if not hides(fact.event, hidden)]
    causes = {fact.cause for fact in kept if not isinstance(fact.event, e.StaffActed)}
    left = {fact.cause for fact in facts} - causes
    return tuple(
        seen_fact(fact, hidden)
        for fact in kept
        if not (isinstance(fact.event, e.StaffActed) and fact.cause in left)
    )


def private_cases(facts: Iterable[Fact]) -> frozenset[int]:
    """The numbers of the cases that private words have opened."""
    opened = (fact.event for fact in facts if isinstance(fact.event, e.EpisodeOpened))
    return frozenset(event.episode for event in opened if is_private(event.trigger))


def hides(event: e.Event, hidden: frozenset[int]) -> bool:
    """Tell whether a fact is left out whole."""
    if isinstance(event, e.ConcernRaised):
        return True
    return isinstance(event, OF_EPISODES) and event.episode in hidden


def seen_fact(fact: Fact, hidden: frozenset[int] = frozenset()) -> Fact:
    """A fact that stays, without private words."""
    event = fact.event
    if isinstance(event, e.MessageBounced) and event.episode in hidden:
        return fact._replace(event=event.changed(episode=None, rung=None))
    blank = BLANKS.get(type(event))
    return fact._replace(event=event.changed(**blank(event))) if blank else fact


def levels_alone(answers: dict[str, Any]) -> dict[str, Any]:
    """Of the answers to a survey, how far the goals are."""
    goals = answers.get("goals") or ()
    levels = [{"goal": one["goal"], "level": one["level"]} for one in goals]
    return {"goals": levels} if levels else {}


def open_reason(reason: str) -> str:
    """Why a mentorship closed, unless somebody gave the reason to the program alone."""
    return "" if reason in PRIVATE_REASONS else reason


def seen_state(state: State, *, answers: bool) -> State:
    """How a mentorship stands."""
    if answers:
        return state
    pause = state.pause
    if pause and pause.by != "program":
        pause = pause.changed(reason="")
    return state.changed(
        note="",
        reason=open_reason(state.reason),
        fit={},
        satisfaction={},
        pause=pause,
        episodes=tuple(one for one in state.episodes if not is_private(one.trigger)),
    )


def seen_health(health: Health, *, answers: bool) -> Health:
    """The score, without the parts that tell what somebody answered."""
    if answers:
        return health
    parts = tuple(part for part in health.parts if part.name not in PRIVATE_PARTS)
    return health.changed(parts=parts)


def seen_case(row: InboxRow, *, answers: bool) -> InboxRow | None:
    """A case of the inbox; None where it is not there for this reader."""
    return row if answers or not is_private(row.trigger) else None


def seen_row(row: BoardRow, *, answers: bool) -> BoardRow:
    """A pair on the board."""
    if answers:
        return row
    parts = row.parts and {k: v for k, v in row.parts.items() if k not in PRIVATE_PARTS}
    return row.changed(
        last_event="" if row.last_event in PRIVATE_EVENTS else row.last_event,
        parts=parts,
        open_episodes=tuple(one for one in row.open_episodes if not is_private(one)),
        inbox=tuple(case for case in row.inbox if not is_private(case.trigger)),
    )


def seen_counts(counts: BoardCounts, *, answers: bool) -> BoardCounts:
    """A board in numbers."""
    if answers:
        return counts
    open_ones = {
        name: {one: many for one, many in getattr(counts, name).items() if not is_private(one)}
        for name in ("triggers", "decisions")
    }
    return counts.changed(**open_ones)


def seen_explanations(
    explained: Iterable[Explanation], *, answers: bool
) -> tuple[Explanation, ...]:
    """Why cases were opened, and what was done about them."""
    if answers:
        return tuple(explained)
    return tuple(seen_explanation(one) for one in explained if not is_private(one.episode.trigger))


def seen_explanation(it: Explanation) -> Explanation:
    """The story of a case that stays."""
    return it._replace(
        state=seen_state(it.state, answers=False),
        facts=tuple(map(seen_fact, it.facts)),
        steps=tuple(
            step._replace(fact=seen_fact(step.fact), letters=tuple(map(sealed, step.letters)))
            for step in it.steps
        ),
        because=it.because and seen_fact(it.because),
        followed=it.followed and seen_fact(it.followed),
    )


def sealed(letter: Letter) -> Letter:
    """A letter of which only the envelope is seen."""
    return letter._replace(message=letter.message.changed(facts={}, link=None))


def seen_standings(standings: Iterable[Standing], *, answers: bool) -> tuple[Standing, ...]:
    """How the triggers stand; of private ones only their rule."""
    if answers:
        return tuple(standings)
    return tuple(
        one._replace(watched=True, so_far=None) if is_private(one.trigger) else one
        for one in standings
    )
