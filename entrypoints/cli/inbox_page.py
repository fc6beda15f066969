"""The manager's inbox: cases out of the read models, and how they look on the screen."""

from typing import TYPE_CHECKING, Any, NamedTuple

from rich.text import Text

from domain.ports import Cohort
from domain.record import BoardRow, InboxRow
from entrypoints.cli import output
from entrypoints.moments import Times
from entrypoints.vocabulary import RUNGS, SHORT_TRIGGERS

if TYPE_CHECKING:
    from entrypoints.bootstrap import Store

DECISIONS = "nudge, log_call, snooze, pause, extend, rematch, end or dismiss"


class Case(NamedTuple):
    """A stalled pair that needs a human."""

    case: InboxRow
    pair: BoardRow
    cohort: Cohort


def cases(store: "Store") -> list[Case]:
    """All open cases, oldest first."""
    cohorts = {cohort.name: cohort for cohort in store.cohorts.list()}
    found = []
    for case in store.board.inbox():
        pair = store.board.pair(case.mentorship)
        if pair is not None:
            found.append(Case(case, pair, cohorts[pair.cohort]))
    return found


def facts(it: Case) -> dict[str, Any]:
    """A case for programs."""
    people = {"cohort": it.pair.cohort, "mentee": it.pair.mentee, "mentor": it.pair.mentor}
    return it.case.model_dump(mode="json") | people


def print_cases(found: list[Case]) -> None:
    """Each case as a block: who, why, what to do, and what happens otherwise."""
    if not found:
        output.say("Nothing needs a decision.")
        return
    for case in found:
        _print_case(case)
    output.say(
        f"Decide with: tandem inbox decide ID DECISION --note '…'   ({DECISIONS})",
    )


def _print_case(it: Case) -> None:
    case, times = it.case, Times(it.cohort.program.people.manager.timezone)
    title = f"{case.id}   {SHORT_TRIGGERS[case.trigger]}: {it.pair.mentee} and {it.pair.mentor}"
    output.say(Text(title, style="bold"))
    lines = [
        ("Open since", f"{times.moment(case.opened)} ({times.zone}), cohort {it.pair.cohort}"),
        ("Last step", f"{RUNGS[case.rung]}, {times.moment(case.since)}"),
        ("Evidence", "\n".join(case.evidence)),
        ("Suggestion", case.suggestion),
        ("Otherwise", _otherwise(case, times)),
        ("See also", f"tandem pair why {case.id}"),
    ]
    output.show(output.table_of_terms(lines))
    output.say("")


def _otherwise(case: InboxRow, times: Times) -> str:
    what = {"pause": "the mentorship is paused", "end": "the mentorship is ended"}
    told = what.get(case.default, f"it will {case.default}")
    when = f"on {times.moment(case.default_at)}, " if case.default_at else ""
    return f"{when}{told} if nobody decides."
