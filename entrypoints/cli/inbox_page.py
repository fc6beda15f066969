"""The manager's inbox: cases out of the read models, and how they look on the screen."""

from typing import TYPE_CHECKING, Any, NamedTuple

from rich.text import Text

from domain.ports import Cohort
from domain.readmodels.cases import CaseRow, Place, Wanted
from domain.record import InboxRow
from entrypoints.cli import output
from entrypoints.moments import Times
from entrypoints.vocabulary import DEFAULTS, RUNGS, SHORT_TRIGGERS

if TYPE_CHECKING:
    from entrypoints.bootstrap import Store

PAGE = 500
DECISIONS = "nudge, log_call, snooze, pause, extend, rematch, end or dismiss"


class Case(NamedTuple):
    """A stalled pair that needs a human."""

    row: CaseRow
    cohort: Cohort


def cases(store: "Store") -> list[Case]:
    """All open cases, oldest first."""
    cohorts = {cohort.name: cohort for cohort in store.cohorts.list()}
    found: list[CaseRow] = []
    after: Place | None = None
    while page := store.cases.page(Wanted(), after, PAGE):
        found += page
        after = Place(page[-1].case.opened, page[-1].case.id)
    return [Case(row, cohorts[row.cohort]) for row in found]


def facts(it: Case) -> dict[str, Any]:
    """A case for programs."""
    people = {"cohort": it.row.cohort, "mentee": it.row.mentee, "mentor": it.row.mentor}
    return it.row.case.model_dump(mode="json") | people


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
    case, times = it.row.case, Times(it.cohort.program.people.manager.timezone)
    title = f"{case.id}   {SHORT_TRIGGERS[case.trigger]}: {it.row.mentee} and {it.row.mentor}"
    output.say(Text(title, style="bold"))
    lines = [
        ("Open since", f"{times.moment(case.opened)} ({times.zone}), cohort {it.row.cohort}"),
        ("Last step", f"{RUNGS[case.rung]}, {times.moment(case.since)}"),
        ("Evidence", "\n".join(case.evidence)),
        ("Suggestion", case.suggestion),
        ("Otherwise", _otherwise(case, times)),
        ("See also", f"tandem pair why {case.id}"),
    ]
    output.show(output.table_of_terms(lines))
    output.say("")


def _otherwise(case: InboxRow, times: Times) -> str:
    told = DEFAULTS.get(case.default, f"it will {case.default}")
    when = f"on {times.moment(case.default_at)}, " if case.default_at else ""
    return f"{when}{told} if nobody decides."
