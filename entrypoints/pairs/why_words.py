"""The story of an escalation in words: its rule, what was done, how it ended or what it awaits."""

from collections.abc import Iterator

from domain.durations import words
from domain.mentorship import events as e
from domain.mentorship.appeals import default_at
from domain.mentorship.escalation import default_action, waiting
from domain.mentorship.outlook import Standing
from domain.mentorship.rule import Rule
from domain.mentorship.state import State
from domain.mentorship.turn import Fact
from domain.mentorship.why import Explanation, Letter, Step
from entrypoints.moments import Times, count
from entrypoints.pairs.reasons import Reasons
from entrypoints.privacy import redacted
from entrypoints.vocabulary import DEFAULTS, ENDINGS, OUTCOMES, RUNGS, TRIGGERS


def opened(reasons: Reasons, it: Explanation) -> str:
    """When an episode was opened, and because of what."""
    when = reasons.times.moment(it.episode.opened)
    return f"{when} ({reasons.times.zone}), because {TRIGGERS[it.episode.trigger]}"


def rule_in_words(rule: Rule) -> str:
    """The rule as a sentence."""
    human = " It goes straight to a human, without automatic mail to the pair."
    return f"{rule.sentence}{human if rule.human else ''}"


def place_of(rule: Rule) -> str:
    """Where the numbers of a rule stand."""
    values = ", ".join(f"{value.key}: {value.value}" for value in rule.values)
    return f"{rule.program} — {values}"


def ending(reasons: Reasons, it: Explanation) -> Iterator[str]:
    """How an episode ended, and by what; a sentence each."""
    why = ENDINGS[it.episode.ended_by]
    yield f"{reasons.times.moment(it.episode.ended)}: {why}."
    yield from (reasons.says(fact) for fact in (it.because, it.followed) if fact)


def still_open(reasons: Reasons, it: Explanation) -> str:
    """What an open episode waits for, and what happens if nobody acts."""
    episode, state, times = it.episode, reasons.pair.state, reasons.times
    if state.pause and not episode.through_pause:
        return "it stands still while the mentorship is paused"
    if episode.next_at is None:
        return "nothing is due"
    action = default_action(state)
    otherwise = DEFAULTS.get(action, f"it will {action}")
    until, last = times.moment(episode.next_at), times.moment(default_at(state, episode.number))
    return f"it waits for {waiting(episode)} until {until}; {otherwise} on {last} if nobody acts"


def step_in_words(reasons: Reasons, one: Step) -> str:
    """What was done: a step of the ladder with its time to react, or what somebody decided."""
    event = one.fact.event
    if not isinstance(event, e.RungTaken):
        return reasons.says(one.fact)
    wait = f"; {words(one.wait)} to react once it is delivered" if one.wait is not None else ""
    return f"Step {event.rung + 1} of {one.of}: {RUNGS[event.name]}{wait}."


def became(letter: Letter, times: Times) -> str:
    """What became of a letter and when."""
    fate = letter.fate
    if fate is None:
        return "nothing is known of it yet"
    tried = f", in {count(fate.attempts, 'attempt')}" if fate.attempts > 1 else ""
    reason = f": {redacted(fate.reason)}" if fate.reason else ""
    return f"{fate.status} {times.moment(fate.at)}{tried}{reason}"


def stands(state: State, one: Standing, times: Times) -> str:
    """How a trigger stands."""
    if one.rule is None:
        return "switched off by the program"
    return running(state, one, times) if one.watched else idle(state, one)


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
