"""`tandem record verify`: is the record still what was recorded?"""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from entrypoints.cli.options import AsJson, Data

if TYPE_CHECKING:
    from adapters.store.fact_checks import Fault
    from adapters.store.verify import Audit

TOLD = 1000
Kept = Annotated[
    str | None,
    typer.Option(
        "--anchor",
        metavar="ANCHOR",
        help="What an earlier `verify` printed and you kept elsewhere: prove that the record is"
        " unchanged up to there.",
    ),
]


def verify(anchor: Kept = None, data: Data = None, json: AsJson = False) -> None:
    """Find every fact that was changed, removed, moved or added by hand.

    Commands may go on meanwhile. The anchor that it prints stands for the whole record up to now:
    keep it where nobody who can write to the database can, and give it back with --anchor.
    """
    from adapters.store.anchor import Anchor
    from adapters.store.verify import Audit
    from entrypoints.cli.failures import DONE, WRONG
    from entrypoints.cli.reach import record_of
    from entrypoints.settings import load

    kept = Anchor.read(anchor) if anchor else None
    told: list[Fault] = []
    faults = 0
    with record_of(load(data_dir=data)) as store:
        audit = Audit(store.engine, kept)
        for fault in audit.faults():
            faults += 1
            if len(told) < TOLD:
                told.append(fault)
    _tell(audit, told, faults, kept=anchor, json=json)
    raise typer.Exit(WRONG if faults else DONE)


def _tell(
    audit: "Audit", told: list["Fault"], faults: int, *, kept: str | None, json: bool
) -> None:
    from entrypoints.cli import output

    if json:
        output.as_json(_facts(audit, told, faults, kept))
        return
    output.problem(*map(_line, told))
    if faults > len(told):
        output.problem(f"and {faults - len(told)} more")
    output.say(_verdict(audit, faults), *_notes(audit, kept), f"Anchor: {audit.anchor}")


def _line(fault: "Fault") -> str:
    pair = fault.pair if fault.version is None else f"{fault.pair}, version {fault.version}"
    position = "" if fault.position is None else f"position {fault.position}"
    place = ", ".join(filter(None, (position, pair)))
    return f"{place}: {fault.says}" if place else fault.says


def _verdict(audit: "Audit", faults: int) -> str:
    from entrypoints.moments import count

    size = f"{count(audit.facts, 'fact')} of {count(audit.streams, 'pair')}"
    if faults:
        return f"{count(faults, 'fault')} in {size}."
    return f"{size}: nothing was changed, removed, moved or added."


def _notes(audit: "Audit", kept: str | None) -> list[str]:
    """What else is to be known: what has no seal, what has no fact, and what can't be shown."""
    from entrypoints.moments import count

    notes = []
    if audit.unsealed:
        notes.append(
            f"{count(audit.unsealed, 'fact')} of release 0.1 without a seal: held against their"
            " ids alone, which say nothing of cohort, cause and time of recording."
        )
    if audit.holes and audit.dialect == "postgresql":
        stretches = ", ".join(f"{a}" if a == b else f"{a} to {b}" for a, b in audit.holes[:10])
        notes.append(
            f"Positions without a fact: {stretches}. PostgreSQL leaves them where a command was"
            " broken off; only an anchor tells that from a removal."
        )
    return [*notes, _limits(kept)]


def _limits(kept: str | None) -> str:
    if kept is None:
        return (
            "Without an anchor from before, this can't show whether somebody rewrote the whole"
            " chain of a pair, took out whole pairs or the newest facts, or put back an older"
            " copy; nor, ever, what was not recorded at all."
        )
    return (
        "Up to the anchor that was given, the record is proven; behind it, somebody who rewrote"
        " the whole chain of a pair would not be seen, nor what was not recorded at all."
    )


def _facts(audit: "Audit", told: list["Fault"], faults: int, kept: str | None) -> dict[str, Any]:
    return {
        "facts": audit.facts,
        "pairs": audit.streams,
        "unsealed": audit.unsealed,
        "positions_without_a_fact": audit.holes,
        "anchor": str(audit.anchor),
        "faults": faults,
        "found": [fault._asdict() for fault in told],
        "cannot_show": _limits(kept),
    }
