"""The story of an escalation on the screen."""

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from domain.durations import words
from domain.mentorship import events as e
from domain.mentorship.appeals import default_at
from domain.mentorship.episodes import step
from domain.mentorship.escalation import default_action, waiting
from domain.mentorship.outlook import Standing
from domain.mentorship.rule import Rule, program_of
from domain.mentorship.state import State
from domain.mentorship.turn import Fact
from domain.mentorship.why import Explanation, Letter, Step
from entrypoints.cli import output
from entrypoints.cli.as_of import told
from entrypoints.cli.pair_page import FAILED, URGENT
from entrypoints.cli.pair_why import Outlook, Reasons
from entrypoints.moments import Times, count
from entrypoints.privacy import redacted
from entrypoints.vocabulary import ENDINGS, OUTCOMES, RUNGS, SHORT_TRIGGERS, TRIGGERS

DEFAULTS = {"pause": "the mentorship is paused", "end": "the mentorship is ended"}


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
    episode, times = it.episode, reasons.pair.times
    opened = f"{times.moment(episode.opened)} ({times.zone})"
    yield "Opened", f"{opened}, because {TRIGGERS[episode.trigger]}"
    yield "Evidence", "\n".join(episode.evidence)
    if it.rule:
        yield "Rule", rule_in_words(it.rule)
    yield "Ended" if it.ended else "Open", ending(reasons, it)


def rule_in_words(rule: Rule) -> str:
    """The rule as a sentence, and where its numbers stand."""
    values = ", ".join(f"{value.key}: {value.value}" for value in rule.values)
    human = " It goes straight to a human, without automatic mail to the pair."
    return f"{rule.sentence}{human if rule.human else ''}\n{rule.program} — {values}"


def ending(reasons: Reasons, it: Explanation) -> output.Cell:
    """How an episode ended, and by what; or what it waits for."""
    episode, times = it.episode, reasons.pair.times
    if it.ended is None:
        return still_open(reasons, it)
    why = ENDINGS[episode.ended_by]
    said = f"{times.moment(episode.ended)}: {why}"
    more = [reasons.says(fact) for fact in (it.because, it.followed) if fact]
    return "\n".join([f"{said}.", *more])


def still_open(reasons: Reasons, it: Explanation) -> Text:
    """What an open episode waits for, and what happens if nobody acts."""
    episode, state, times = it.episode, reasons.pair.state, reasons.pair.times
    if state.pause and not episode.through_pause:
        return Text("it stands still while the mentorship is paused", style=URGENT)
    if episode.next_at is None:
        return Text("nothing is due", style=URGENT)
    action = default_action(state)
    otherwise = DEFAULTS.get(action, f"it will {action}")
    until, last = times.moment(episode.next_at), times.moment(default_at(state, episode.number))
    text = f"it waits for {waiting(episode)} until {until}; {otherwise} on {last} if nobody acts"
    return Text(text, style=URGENT)


def evidence(reasons: Reasons, it: Explanation) -> Table:
    """The facts behind an episode, with their places in the record."""
    times = reasons.pair.times
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
    rows = [row for one in it.steps for row in step_rows(reasons, it, one)]
    return output.table(("When", "What", "Letter to", "What became of it"), rows)


def step_rows(reasons: Reasons, it: Explanation, one: Step) -> Iterator[list[output.Cell]]:
    """One row for a step, and one more for each further letter."""
    times = reasons.pair.times
    when, what = times.moment(one.fact.at), in_words(reasons, it, one)
    if not one.letters:
        yield [when, what, "", ""]
    for letter in one.letters:
        yield [when, what, letter.message.to.name, became(letter, times)]
        when = what = ""


def in_words(reasons: Reasons, it: Explanation, one: Step) -> str:
    """What was done: a step of the ladder with its time to react, or what somebody decided."""
    event = one.fact.event
    if not isinstance(event, e.RungTaken):
        return reasons.says(one.fact)
    ladder = it.state.program.escalation.ladder
    taken = step(it.state, event.rung)
    wait = f"; {words(taken.wait)} to react once it is delivered" if taken else ""
    return f"Step {event.rung + 1} of {len(ladder)}: {RUNGS[event.name]}{wait}."


def became(letter: Letter, times: Times) -> Text:
    """What became of a letter and when."""
    fate = letter.fate
    if fate is None:
        return Text("nothing is known of it yet", style="dim")
    tried = f", in {count(fate.attempts, 'attempt')}" if fate.attempts > 1 else ""
    reason = f": {redacted(fate.reason)}" if fate.reason else ""
    told_so = f"{fate.status} {times.moment(fate.at)}{tried}{reason}"
    return Text(told_so, style=FAILED.get(fate.status, ""))


def print_outlook(reasons: Reasons, outlook: Outlook) -> None:
    """What would come first, and how every rule stands now."""
    rows = [standing_row(reasons.pair.state, one, reasons.pair.times) for one in outlook.standings]
    output.say("", first_to_come(outlook.first, reasons.pair.times))
    title = f"What opens an escalation ({program_of(reasons.pair.state)})"
    output.section(title, output.table(("Case", "Rule", "How it stands"), rows))


def standing_row(state: State, one: Standing, times: Times) -> list[output.Cell]:
    """A trigger, its rule and how it stands."""
    if one.rule is None:
        return [SHORT_TRIGGERS[one.trigger], "", "switched off by the program"]
    stands = running(state, one, times) if one.watched else idle(state, one)
    return [SHORT_TRIGGERS[one.trigger], one.rule.sentence, stands]


def running(state: State, one: Standing, times: Times) -> str:
    """How near a trigger is to firing."""
    match one.trigger:
        case "agreement_overdue":
            return f"invited on {times.day(one.since)}; it opens on {times.moment(one.due)}"
        case "no_contact":
            what = "last contact" if state.contact_at else "no contact yet, started"
            return f"{what} on {times.day(one.since)}; it opens on {times.moment(one.due)}"
        case "satisfaction":
            said = (
                "no answer yet" if one.so_far is None else f"the lower last answer: {one.so_far}"
            )
            return f"{said}; it opens with an answer"
        case "meetings_missed" | "reviews_unanswered":
            return f"{one.so_far} of {one.limit}"
        case _:
            return "it opens when somebody says so"


def idle(state: State, one: Standing) -> str:
    """Why a trigger can't fire at present."""
    if one.trigger == "agreement_overdue" and state.stage != "aligning":
        return "both have signed"
    return "not while paused" if state.pause else f"not while {state.stage}"


def first_to_come(first: Fact | None, times: Times) -> str:
    """What the rules would do first if nobody did anything any more."""
    date = f"{times.moment(first.at)} ({times.zone})" if first else ""
    when = f"If nobody did anything from now on: on {date}"
    match first and first.event:
        case e.EpisodeOpened(trigger=trigger):
            return f"{when}, one would be opened because {TRIGGERS[trigger]}."
        case e.MentorshipClosed(outcome=outcome):
            return f"{when}, the mentorship would close ({OUTCOMES[outcome]}) without one."
        case _:
            return "Nothing more would come by itself."
