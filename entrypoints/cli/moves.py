"""What `tandem program migrate` does, and how it tells it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from rich.table import Table

from domain.durations import words as length
from domain.mentorship.parties import PAIR
from domain.mentorship.rules_preview import Letter, Moved, Preview
from entrypoints.cli import output
from entrypoints.cli.failures import DONE, WRONG
from entrypoints.cli.reach import answering, data_option, temporal
from entrypoints.moments import Times, count
from entrypoints.moving import Fate, Foreseen, Moving
from entrypoints.settings import Settings
from entrypoints.vocabulary import plain

SHOWN = 50
"""Of a larger cohort only the sum is shown here; --json has every pair."""

WITHIN = timedelta(days=7)
"""Letters of so long a time are foreseen."""

STEP = 500  # pairs between two signs of life


def dry_run(moving: Moving, *, json: bool) -> int:
    """Tell what would happen to each pair; returns the exit status."""
    found = list(moving.foresee(WITHIN))
    known = [(one.id, one.preview) for one in found if one.preview is not None]
    if json:
        output.as_json(facts(moving, found))
    else:
        _print(moving, known)
    output.problem(*(f"{one.id} can't be moved: {one.why}" for one in found if one.why))
    return WRONG if len(known) < len(found) else DONE


def _print(moving: Moving, known: Sequence[tuple[str, Preview]]) -> None:
    old, new = moving.cohort.program, moving.program
    output.say(
        f"Cohort {moving.cohort.name}: {count(len(known), 'open pair')} would move to version"
        f" {new.version} of {new.title}; the cohort follows version {old.version}."
        f" Times in {_times(moving).zone}."
    )
    if known:
        if len(known) <= SHOWN:
            for pair, preview in known:
                output.section(pair, _dates_table(preview, _times(moving)))
                output.say(*_letters(preview))
        output.section("All pairs together: dates that move", _sum_of_dates(known))
        output.section(
            "All pairs together: letters, if nobody did anything", _sum_of_letters(known)
        )
    output.say("", "Nothing was done. Without --dry-run it is done; then new pairs follow it too.")


def _times(moving: Moving) -> Times:
    return Times(moving.cohort.program.people.manager.timezone)


def _dates_table(preview: Preview, times: Times) -> Table:
    rows = [
        (one.what, f"{times.moment(one.old) or 'never'} → {times.moment(one.new) or 'never'}")
        for one in preview.moved
    ]
    return output.table_of_terms(rows or [("no date moves", "")])


def _letters(preview: Preview) -> Iterator[str]:
    yield f"    at once: {_named(preview.now) or 'nothing is sent'}"
    soon, before = _named(preview.soon), _named(preview.soon_by_old_rules)
    as_before = (
        " (as by the present rules)" if soon == before else f" (now: {before or 'nothing'})"
    )
    yield f"    within {length(WITHIN)}: {soon or 'nothing'}{as_before}"


def _named(letters: Iterable[Letter]) -> str:
    tally = Counter((plain(one.kind), f"the {one.to}") for one in letters)
    for kind in {kind for kind, _ in tally}:
        both = min(tally[kind, f"the {role}"] for role in PAIR)
        tally += Counter({(kind, "both"): both})
        tally -= Counter({(kind, f"the {role}"): both for role in PAIR})
    found = sorted((f"{kind} to {to}", many) for (kind, to), many in tally.items())
    return ", ".join(f"{what} ({many})" if many > 1 else what for what, many in found)


def _sum_of_dates(known: Iterable[tuple[str, Preview]]) -> Table:
    tally = Counter((one.what, _by(one)) for _, preview in known for one in preview.moved)
    rows = [(what, by, str(many)) for (what, by), many in sorted(tally.items())]
    return output.table(("Date", "Moves", "Pairs"), rows or [("none", "", "")])


def _by(moved: Moved) -> str:
    """By how much a date moves, in whole days."""
    if moved.old is None or moved.new is None:
        return "appears" if moved.old is None else "falls away"
    days = round((moved.new - moved.old) / timedelta(days=1))
    way = "later" if days > 0 else "earlier"
    return f"{count(abs(days), 'day')} {way}" if days else "within the day"


def _sum_of_letters(known: Iterable[tuple[str, Preview]]) -> Table:
    tallies: tuple[Counter[str], ...] = (Counter(), Counter(), Counter())
    for _, preview in known:
        for tally, letters in zip(tallies, _columns(preview), strict=True):
            tally.update(plain(one.kind) for one in letters)
    kinds = sorted({kind for tally in tallies for kind in tally})
    rows = [(kind, *(str(tally[kind]) for tally in tallies)) for kind in kinds]
    heads = ("Letter", "At once", f"Within {length(WITHIN)}", "By the present rules")
    return output.table(heads, rows or [("none", "0", "0", "0")])


def _columns(preview: Preview) -> tuple[tuple[Letter, ...], ...]:
    return preview.now, preview.soon, preview.soon_by_old_rules


def facts(moving: Moving, found: Iterable[Foreseen]) -> dict[str, Any]:
    """What would happen, for programs."""
    return {
        "cohort": moving.cohort.name,
        "program": moving.program.program,
        "from": moving.cohort.program.version,
        "to": moving.program.version,
        "within_seconds": WITHIN.total_seconds(),
        "pairs": [_pair_facts(one) for one in found],
    }


def _pair_facts(one: Foreseen) -> dict[str, Any]:
    if one.preview is None:
        return {"id": one.id, "why_not": one.why}
    return {
        "id": one.id,
        "facts": one.preview.facts,
        "moved": [
            {"what": date.what, "old": _iso(date.old), "new": _iso(date.new)}
            for date in one.preview.moved
        ],
        "sent_at_once": [_letter_facts(letter) for letter in one.preview.now],
        "sent_within": [_letter_facts(letter) for letter in one.preview.soon],
        "sent_within_by_present_rules": [
            _letter_facts(letter) for letter in one.preview.soon_by_old_rules
        ],
    }


def _letter_facts(letter: Letter) -> dict[str, Any]:
    return {"at": letter.at.isoformat(), "kind": letter.kind, "to": letter.to}


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment else None


async def carry_out(settings: Settings, moving: Moving, rate: float, *, json: bool) -> int:
    """Move every pair and say what was done; returns the exit status."""
    with answering():
        client = await temporal(settings)
        fates = await moving.carry_out(client, rate, _silent if json else _teller())
    failed = [fate for fate in fates if fate.did == "failed"]
    if json:
        output.as_json(_done_facts(moving, fates))
    else:
        output.say(*_done(moving, fates, data_option(settings)))
    output.problem(*(f"{fate.id} was not moved: {fate.why}" for fate in failed))
    return WRONG if failed else DONE


def _silent(_: int) -> None:
    """Say nothing while it works."""


def _teller() -> Callable[[int], None]:
    told = 0

    def tell(done: int) -> None:
        nonlocal told
        if done >= told + STEP:
            told = done
            output.say(f"{count(done, 'pair')} moved so far …")

    return tell


def _done(moving: Moving, fates: Sequence[Fate], data: str) -> Iterator[str]:
    name, new, tally = moving.cohort.name, moving.program, Counter(fate.did for fate in fates)
    if not fates:
        yield f"Every open pair of {name} follows version {new.version} of {new.title} already."
        return
    moved = count(tally["moved"], "pair")
    yield f"{moved} of {name} follow version {new.version} of {new.title} now; new ones will too."
    if closed := tally["closed"]:
        yield f"{count(closed, 'pair')} had closed meanwhile and stay as they were."
    if unopened := moving.unopened():
        yield (
            f"{count(unopened, 'pair')} of {name} have not opened yet. Those whose start was under"
            " way may open by the version before; the same command moves them."
        )
    if tally["failed"]:
        again = f"tandem program migrate {name} --to {new.version}{data}"
        yield f"{count(tally['failed'], 'pair')} could not be moved; to try only these: {again}"


def _done_facts(moving: Moving, fates: Sequence[Fate]) -> dict[str, Any]:
    return {
        "cohort": moving.cohort.name,
        "program": moving.program.program,
        "to": moving.program.version,
        "counts": Counter(fate.did for fate in fates),
        "failed": [fate.model_dump(mode="json") for fate in fates if fate.did == "failed"],
    }
