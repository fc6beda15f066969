"""The story of an escalation on the screen."""

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from domain.mentorship.outlook import Standing
from domain.mentorship.rule import program_of
from domain.mentorship.state import State
from domain.mentorship.why import Explanation, Step
from entrypoints.cli import output
from entrypoints.cli.pair_page import FAILED, URGENT
from entrypoints.moments import Times
from entrypoints.pairs.looking_back import told
from entrypoints.pairs.reasons import Outlook, Reasons
from entrypoints.pairs.why_words import (
    became,
    ending,
    first_to_come,
    opened,
    place_of,
    rule_in_words,
    stands,
    step_in_words,
    still_open,
)
from entrypoints.vocabulary import SHORT_TRIGGERS


def print_reasons(reasons: Reasons) -> None:
    """Every episode that was asked for, then what may come."""
    state = reasons.pair.state
    output.say(f"{state.mentee.name} (mentee) and {state.mentor.name} (mentor)")
    if not reasons.explained:
        output.say(f"No escalation was ever opened for {state.id}.")
    for explanation in reasons.explained:
        print_episode(reasons, explanation)
    if reasons.outlook:
        print_outlook(reasons, reasons.outlook)


def print_episode(reasons: Reasons, it: Explanation) -> None:
    """One episode: why, by which rule, what was done, how it ended."""
    episode = it.episode
    title = f"Escalation {reasons.pair.state.id}/{episode.number}"
    output.say("", Text(f"{title}: {SHORT_TRIGGERS[episode.trigger]}", style="bold"))
    output.show(output.table_of_terms(terms(reasons, it)))
    output.section("The facts that opened it", evidence(reasons, it))
    output.section("What was done", course(reasons, it))


def terms(reasons: Reasons, it: Explanation) -> Iterator[tuple[str, output.Cell]]:
    """The story in short."""
    yield "Opened", opened(reasons, it)
    yield "Evidence", "\n".join(it.episode.evidence)
    if it.rule:
        yield "Rule", f"{rule_in_words(it.rule)}\n{place_of(it.rule)}"
    if it.ended:
        yield "Ended", "\n".join(ending(reasons, it))
    else:
        yield "Open", Text(still_open(reasons, it), style=URGENT)


def evidence(reasons: Reasons, it: Explanation) -> Table:
    """The facts behind an episode, with their places in the record."""
    times = reasons.times
    rows = [
        [
            times.moment(one.since),
            told(one, reasons.names, times),
            times.moment(one.fact.at),
            str(one.fact.version),
            str(reasons.record[one.fact.version].position),
        ]
        for one in reasons.evidence(it)
    ]
    return output.table(("When", "What", "Noted on", "Version", "Position"), rows)


def course(reasons: Reasons, it: Explanation) -> Table:
    """What was done, in order, with every letter and what became of it."""
    rows = [row for one in it.steps for row in step_rows(reasons, one)]
    return output.table(("When", "What", "Letter to", "What became of it"), rows)


def step_rows(reasons: Reasons, one: Step) -> Iterator[list[output.Cell]]:
    """One row for a step, and one more for each further letter."""
    times = reasons.times
    when, what = times.moment(one.fact.at), step_in_words(reasons, one)
    if not one.letters:
        yield [when, what, "", ""]
    for letter in one.letters:
        style = FAILED.get(letter.fate.status, "") if letter.fate else "dim"
        yield [when, what, letter.message.to.name, Text(became(letter, times), style=style)]
        when = what = ""


def print_outlook(reasons: Reasons, outlook: Outlook) -> None:
    """What would come first, and how every rule stands now."""
    rows = [standing_row(reasons.pair.state, one, reasons.times) for one in outlook.standings]
    output.say("", first_to_come(outlook.first, reasons.times))
    title = f"What opens an escalation ({program_of(reasons.pair.state)})"
    output.section(title, output.table(("Case", "Rule", "How it stands"), rows))


def standing_row(state: State, one: Standing, times: Times) -> list[output.Cell]:
    """A trigger, its rule and how it stands."""
    rule = one.rule.sentence if one.rule else ""
    return [SHORT_TRIGGERS[one.trigger], rule, stands(state, one, times)]
