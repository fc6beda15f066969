"""Workflows on the screen: a line each, and one from inside."""

from collections.abc import Iterable
from datetime import UTC, datetime

from rich.text import Text

from adapters.temporal.inside import Attempt, Run
from entrypoints.cli import output
from entrypoints.cli.board_pages import URGENT
from entrypoints.cli.reach import answering, temporal
from entrypoints.fleet.seen import Listing, Seen, Tally, Whole, listing, tally, whole
from entrypoints.fleet.wanted import Wanted
from entrypoints.moments import Times, length
from entrypoints.settings import Settings
from entrypoints.vocabulary import BANDS, SHORT_TRIGGERS, plain

UTC_TIMES = Times()


async def list_(settings: Settings, wanted: Wanted, limit: int, *, json: bool) -> None:
    """Print those that are wanted, and how many there are of each sort."""
    client, now = await temporal(settings), datetime.now(UTC)
    with answering():
        found = await listing(client, wanted, now, limit)
        sums = None if wanted.needs_a_look else await tally(client, wanted, now)
    if json:
        counts = sums and sums.model_dump(mode="json")
        output.as_json({**found.model_dump(mode="json"), "more": found.more, "counts": counts})
    elif found.total:
        _print(found, sums)
    else:
        output.say("No such workflow is known to Temporal.")
        if wanted.overdue:
            output.say("It shows who has been late for a day or two; others: tandem doctor")


async def show(settings: Settings, name: str, *, json: bool) -> None:
    """Print one workflow from inside."""
    client, now = await temporal(settings), datetime.now(UTC)
    with answering():
        found = await whole(client, name, now)
    if json:
        output.as_json(found.model_dump(mode="json"))
    else:
        _print_whole(found, now)


def _print(found: Listing, sums: Tally | None) -> None:
    output.say(f"{found.total} found", *(_sums(sums) if sums else ()), "")
    headings = ("Workflow", "Stage", "Health", "Acts by", "Cases", "Run", "Build", "Trouble")
    output.show(output.table(headings, [_cells(one) for one in found.shown]))
    if found.more:
        output.say(f"and {found.more} more; see --limit, and --json for programs")
    output.say("", "One of them from inside: tandem workflows show ID")


def _sums(sums: Tally) -> Iterable[str]:
    bands = {BANDS[band] or band: number for band, number in sums.health.items()}
    for name, counts in (("stage", sums.stages), ("health", bands)):
        if counts:
            yield f"by {name}: " + ", ".join(f"{n} {what}" for what, n in counts.items())
    wedged = "" if sums.wedged is None else f", {sums.wedged} wedged"
    yield f"{sums.with_cases} with open cases, {sums.overdue} overdue for a day or more{wedged}"


def _cells(one: Seen) -> list[output.Cell]:
    until = UTC_TIMES.day(one.acts_by)
    return [
        one.id,
        one.stage or one.kind.lower(),
        output.health_cell(None, one.health) if one.health else "",
        Text(f"{until} OVERDUE", style=URGENT) if one.overdue else until,
        ", ".join(SHORT_TRIGGERS.get(case, case) for case in one.episodes),
        "" if one.events is None else f"{one.events} events",
        one.build[:16],
        Text("\n".join(_troubles(one)), style=URGENT),
    ]


def _troubles(one: Seen) -> list[str]:
    """What keeps a workflow from going on."""
    ended = [] if one.status in ("running", "completed") else [plain(one.status)]
    tried = [f"{work.what}, attempt {work.attempt}" for work in one.under_way if work.attempt > 1]
    return [*ended, *(problem.partition("=")[2] or problem for problem in one.problems), *tried]


def _print_whole(found: Whole, now: datetime) -> None:
    one = found.seen
    output.say(Text(one.workflow, style="bold"))
    waits = found.details or (f"(it does not say: {found.silent})" if found.silent else "")
    lines: list[tuple[str, output.Cell]] = [
        ("Waits", waits or "for nothing more"),
        ("Status", f"{plain(one.status)}, {one.events or 0} events in this run"),
        ("Stage", " · ".join(filter(None, (one.stage, one.health, one.cohort, one.program)))),
        ("Acts by", UTC_TIMES.day(one.acts_by) + (" OVERDUE" if one.overdue else "")),
        ("Cases", ", ".join(one.episodes)),
        ("Build", one.build),
        ("Trouble", Text("\n".join(one.problems), style=URGENT)),
    ]
    output.show(output.table_of_terms(line for line in lines if line[1]))
    _print_parts(found, now)


def _print_parts(found: Whole, now: datetime) -> None:
    runs = [_run(run) for run in found.runs]
    output.section("Runs", output.table(("Run", "Status", "Began", "Ended", "Events"), runs))
    if found.timers:
        rows = ((timer.id, _rings(timer.rings, now)) for timer in found.timers)
        output.section("Timers (UTC)", output.table(("Timer", "Rings"), rows))
    if work := found.seen.under_way:
        headings = ("What", "State", "Attempt", "Next attempt", "What the last one said")
        output.section("Under way", output.table(headings, [_work(one) for one in work]))


def _run(run: Run) -> list[output.Cell]:
    began, ended = UTC_TIMES.moment(run.started), UTC_TIMES.moment(run.ended)
    return [run.run, plain(run.status), began, ended, str(run.events)]


def _work(one: Attempt) -> list[output.Cell]:
    following = UTC_TIMES.moment(one.next_at)
    return [one.what, one.state, str(one.attempt), following, one.failure]


def _rings(at: datetime, now: datetime) -> str:
    away = (at - now).total_seconds()
    return f"{UTC_TIMES.moment(at)}, " + (f"in {length(away)}" if away > 0 else "now")
