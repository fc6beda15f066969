"""The report of a demo, for people."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from domain.durations import words
from entrypoints.demo.outcome import Ending
from entrypoints.demo.parts import Couple
from entrypoints.demo.report import EpisodeReport, PairReport
from entrypoints.moments import Times
from entrypoints.words import plain

TIMES = Times()
OUTCOME_COLOURS = {"completed": "green", "never_started": "red", "ended_early": "yellow"}
WHY = {
    "agreement_overdue": "agreement overdue",
    "no_contact": "no contact",
    "meetings_missed": "meetings missed",
    "reviews_unanswered": "reviews unanswered",
    "satisfaction": "low satisfaction",
    "fit": "not a good fit",
    "concern": "a concern",
}
RUNGS = {
    "nudge_pair": "nudge",
    "ask_manager": "manager",
    "ask_deputy": "deputy",
    "default": "default",
}
ENDINGS = {
    "recovery": "recovered",
    "decision": "decided by a person",
    "default": "default action",
    "pause": "ended by a pause",
    "closure": "ended with the mentorship",
    "": "still open",
}


def print_summary(console: Console, ending: Ending) -> None:
    """Print what came of a demo."""
    report, totals = ending.report, ending.report.totals
    program = ending.couples[0].program
    console.print()
    console.print(
        f"[bold]{program.title}[/]: {totals.pairs} pairs, {words(program.length)} each,"
        f" in {report.seconds:.0f} seconds at {report.speed}",
        highlight=False,
    )
    console.print(pairs_table(ending.couples, report.pairs))
    if any(pair.episodes for pair in report.pairs):
        console.print(episodes_table(ending.couples, report.pairs))
    console.print(post_table(ending))
    print_totals(console, ending)


def pairs_table(couples: Sequence[Couple], pairs: Sequence[PairReport]) -> Table:
    """What came of each pair."""
    table = new_table("What came of the pairs")
    for title in ("Mentee", "Mentor", "Outcome"):
        table.add_column(title)
    for title in ("Health", "Meetings held", "missed", "Reviews", "Goals T", "Letters", "Facts"):
        table.add_column(title, justify="right")
    for couple, pair in zip(couples, pairs, strict=True):
        table.add_row(*pair_cells(couple, pair))
    return table


def pair_cells(couple: Couple, pair: PairReport) -> list[Text]:
    """One pair."""
    outcome = plain(pair.outcome) or f"still {pair.stage}"
    reviews = f"{pair.reviews.answered} of {pair.reviews.asked}" if pair.reviews.asked else ""
    started = pair.meetings.booked > 0
    return [
        person(couple.pair.mentee.name, pair.behaviour["mentee"]),
        person(couple.pair.mentor.name, pair.behaviour["mentor"]),
        Text(outcome, style=OUTCOME_COLOURS.get(pair.outcome, "red")),
        Text("" if pair.health is None else str(pair.health)),
        Text(f"{pair.meetings.held} of {pair.meetings.booked}" if started else ""),
        Text(str(pair.meetings.missed) if started else ""),
        Text(reviews),
        Text("" if pair.goal_attainment is None else f"{pair.goal_attainment:.1f}"),
        Text(str(pair.messages)),
        Text(str(pair.events)),
    ]


def person(name: str, behaviour: str) -> Text:
    """A name, and how its bearer behaved."""
    return Text.assemble(name, (f" {behaviour}", "dim"))


def episodes_table(couples: Sequence[Couple], pairs: Sequence[PairReport]) -> Table:
    """Every stall case: why it opened, how far it climbed, how it ended."""
    table = new_table("Stalled pairs and what was done")
    for title in ("Pair", "Opened", "Because of", "Steps taken", "Ended"):
        table.add_column(title)
    for couple, pair in zip(couples, pairs, strict=True):
        names = f"{couple.pair.mentee.name} and {couple.pair.mentor.name}"
        for episode in pair.episodes:
            table.add_row(names, *episode_cells(episode))
            names = ""
    return table


def episode_cells(episode: EpisodeReport) -> list[str]:
    """One stall case."""
    ended = f" {TIMES.day(episode.ended)}" if episode.ended else ""
    return [
        TIMES.day(episode.opened),
        WHY.get(episode.trigger, plain(episode.trigger)),
        " → ".join(RUNGS.get(rung, plain(rung)) for rung in episode.rungs),
        f"{ENDINGS.get(episode.by, episode.by)}{ended}",
    ]


def post_table(ending: Ending) -> Table:
    """How many letters each person got."""
    table = new_table("Letters for each person")
    for _ in range(3):
        table.add_column("Person")
        table.add_column("Letters", justify="right")
    cells = [(name, str(count)) for name, count in ending.readers]
    cells += [("", "")] * (-len(cells) % 3)
    height = len(cells) // 3
    for row in range(height):
        table.add_row(*(text for cell in cells[row::height] for text in cell))
    return table


def new_table(title: str) -> Table:
    """A table as all of them look."""
    return Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE, pad_edge=False
    )


def print_totals(console: Console, ending: Ending) -> None:
    """The sums, and whether all is well."""
    totals = ending.report.totals
    outcomes = {
        "completed": totals.completed,
        "ended early": totals.ended_early,
        "ended for another match": totals.rematched,
        "never started": totals.never_started,
    }
    told = ", ".join(f"{count} {name}" for name, count in outcomes.items() if count)
    console.print(f"{told or 'No pair has ended'}.", highlight=False)
    console.print(
        f"{totals.events} facts, {totals.messages} letters, {totals.duplicate_messages} of them"
        f" twice; {totals.history_events} history events, about {totals.actions} actions.",
        highlight=False,
    )
    for problem in ending.problems:
        console.print(f"[bold red]Wrong:[/] {problem}", highlight=False)
    if not ending.problems:
        console.print("[green]Every pair is closed, and nothing was sent twice.[/]")
