"""The report of a demo, for people."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from domain.durations import words
from domain.program.model import Default
from entrypoints.demo.outcome import Ending
from entrypoints.demo.parts import Couple
from entrypoints.demo.report import EpisodeReport, PairReport
from entrypoints.demo.screen import short_day
from entrypoints.moments import count
from entrypoints.vocabulary import SHORT_RUNGS, SHORT_TRIGGERS
from entrypoints.words import plain

OUTCOME_COLOURS = {"completed": "green", "never_started": "red", "ended_early": "yellow"}
ENDINGS = {
    "recovery": "recovered",
    "decision": "decided",
    "default": "default action",
    "pause": "paused",
    "closure": "mentorship closed",
    "": "still open",
}


def print_summary(console: Console, ending: Ending) -> None:
    """Print what came of a demo."""
    report = ending.report
    program = ending.couples[0].program
    console.print()
    console.print(
        Text.assemble(
            (program.title, "bold"),
            f": {count(len(report.pairs), 'pair')}, {words(program.length)},"
            f" in {report.seconds:.0f} seconds at {report.speed} (seed {report.seed})",
        )
    )
    console.print()
    tables = [pairs_table(ending.couples, report.pairs)]
    if any(pair.episodes for pair in report.pairs):
        tables.append(episodes_table(ending.couples, report.pairs))
    for table in (*tables, post_table(ending)):
        console.print(table)
        console.print()
    print_totals(console, ending)


def pairs_table(couples: Sequence[Couple], pairs: Sequence[PairReport]) -> Table:
    """What came of each pair."""
    table = new_table("What came of the pairs")
    table.add_column("Mentee and mentor")
    table.add_column("Outcome")
    for title in ("Health", "Meetings", "Reviews", "Goals", "Letters", "Facts"):
        table.add_column(title, justify="right")
    for couple, pair in zip(couples, pairs, strict=True):
        table.add_row(*pair_cells(couple, pair))
    table.caption = (
        "Meetings: held of those booked. Reviews: answered of those asked, each person counted."
        " Goals: T score, where 50 is as expected."
    )
    return table


def pair_cells(couple: Couple, pair: PairReport) -> list[Text]:
    """One pair, in two lines."""
    met, reviews, staged = pair.meetings, pair.reviews, f"still {pair.stage}"
    held = f"{met.held} of {met.booked}" if met.booked else ""
    missed = f"{met.missed} missed" if met.missed else ""
    return [
        Text("\n").join(
            person(one.name, pair.behaviour[role])
            for role, one in (("mentee", couple.pair.mentee), ("mentor", couple.pair.mentor))
        ),
        Text(plain(pair.outcome) or staged, style=OUTCOME_COLOURS.get(pair.outcome, "red")),
        Text("" if pair.health is None else str(pair.health)),
        Text.assemble(held, "\n", (missed, "dim")),
        Text(f"{reviews.answered} of {reviews.asked}" if reviews.asked else ""),
        Text("" if pair.goal_attainment is None else f"{pair.goal_attainment:.0f}"),
        Text(str(pair.messages)),
        Text(str(pair.events)),
    ]


def person(name: str, behaviour: str) -> Text:
    """A name, and how its bearer behaved."""
    return Text.assemble(name, (f", {behaviour}", "dim"))


def episodes_table(couples: Sequence[Couple], pairs: Sequence[PairReport]) -> Table:
    """Every stall case: why it opened, how far it climbed, how it ended."""
    table = new_table("Stalled pairs, and what was done about them")
    for title in ("Mentee and mentor", "From", "Because of", "Steps taken", "To"):
        table.add_column(title)
    for couple, pair in zip(couples, pairs, strict=True):
        names = f"{couple.pair.mentee.name}\n{couple.pair.mentor.name}"
        for episode in pair.episodes:
            table.add_row(names, *episode_cells(couple, episode))
            names = ""
    return table


def episode_cells(couple: Couple, episode: EpisodeReport) -> list[str]:
    """One stall case."""
    how = ended_how(couple, episode)
    return [
        short_day(episode.opened),
        SHORT_TRIGGERS.get(episode.trigger, plain(episode.trigger)),
        " → ".join(steps(episode.rungs)),
        f"{short_day(episode.ended)}, {how}" if episode.ended else how,
    ]


def steps(rungs: Sequence[str]) -> Iterator[str]:
    """The rungs that were taken, the same ones in a row counted: `2 nudges`."""
    for rung, taken in groupby(rungs):
        times, name = len(list(taken)), SHORT_RUNGS.get(rung, plain(rung))
        yield f"{times} {name}s" if times > 1 else name


def ended_how(couple: Couple, episode: EpisodeReport) -> str:
    """How a stall case ended; of the default action, which one it was."""
    last = couple.program.escalation.ladder[-1]
    if episode.by != "default" or not isinstance(last, Default):
        return ENDINGS.get(episode.by, episode.by)
    return f"default: {'end' if episode.trigger == 'agreement_overdue' else last.do}"


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
        title=title,
        title_justify="left",
        title_style="bold",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        show_edge=False,
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
    told = ", ".join(f"{number} {name}" for name, number in outcomes.items() if number)
    console.print(f"Of {count(totals.pairs, 'pair')}: {told or 'none has ended'}.")
    console.print(
        f"{totals.events} facts; {totals.messages} letters, {totals.duplicate_messages} of them"
        f" sent twice; {totals.history_events} history events, about {totals.actions} actions."
    )
    if ending.remark:
        console.print(Text(ending.remark, style="yellow"))
    for problem in ending.problems:
        console.print(Text.assemble(("Wrong: ", "bold red"), problem))
    if not ending.problems:
        console.print(Text("Every pair is closed, and nothing was sent twice.", style="green"))
