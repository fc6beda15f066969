"""`tandem record rebuild`: the read models anew from the record."""

from collections import Counter
from typing import TYPE_CHECKING

from entrypoints.cli.options import AsJson, Data

if TYPE_CHECKING:
    from adapters.store.rebuild import Rebuilt

SHOWN = 20


def rebuild(data: Data = None, json: AsJson = False) -> None:
    """Build the boards and all other read models anew, while commands go on.

    Says which rows were not as they should have been; they are now.
    """
    from adapters.store.rebuild import rebuild as anew
    from entrypoints.cli.output import as_json
    from entrypoints.cli.reach import record_of
    from entrypoints.settings import load

    with record_of(load(data_dir=data)) as store:
        rebuilt = anew(store.engine)
    if json:
        as_json(rebuilt.model_dump(mode="json"))
    else:
        _print(rebuilt)


def _print(rebuilt: "Rebuilt") -> None:
    from entrypoints.cli.output import say
    from entrypoints.moments import count

    rate = rebuilt.events / rebuilt.seconds
    facts, pairs = count(rebuilt.events, "event"), count(rebuilt.pairs, "pair")
    say(f"{facts} of {pairs} read in {rebuilt.seconds:.1f} seconds ({rate:,.0f} a second).")
    rows = ", ".join(f"{name.replace('_', ' ')} {many}" for name, many in rebuilt.rows.items())
    say(f"Rows: {rows}.", f"Writers were held for {rebuilt.held * 1000:.0f} milliseconds.")
    found = rebuilt.differences
    if not found:
        say("Every row was as it should be.")
        return
    kinds = Counter(one.what for one in found)
    told = ", ".join(f"{many} {what}" for what, many in sorted(kinds.items()))
    say(f"Put right: {count(len(found), 'row')} ({told}).")
    say(*(f"  {one.table.replace('_', ' ')} {one.key}: {one.what}" for one in found[:SHOWN]))
    if len(found) > SHOWN:
        say(f"  and {len(found) - SHOWN} more; --json names them all")
