"""One pair as it was: what was true at an earlier moment, and what was known then."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from domain.errors import NotFound
from domain.mentorship import events as e
from domain.mentorship.as_of import Axis, Noted, as_of, timed
from domain.mentorship.turn import Fact
from domain.record import DeliveryRow, RecordedFact
from entrypoints.asked_time import Asked, read
from entrypoints.cli import pairs
from entrypoints.cli.pairs import Pair
from entrypoints.moments import Times
from entrypoints.words import Names, names_of, plain, sentence

if TYPE_CHECKING:
    from entrypoints.bootstrap import Store


def asked(text: str) -> Asked:
    """Read what was given for `--at`."""
    try:
        return read(text)
    except ValueError as error:
        raise wrong(str(error)) from None


def wrong(message: str) -> typer.BadParameter:
    """What is wrong with `--at`."""
    return typer.BadParameter(message, param_hint="--at")


def find(store: "Store", mentorship: str, at: Asked, axis: Axis) -> Pair:
    """A pair as of a moment; raises `NotFound` where there was nothing of it yet."""
    today = pairs.find(store, mentorship)
    history = store.events.history(mentorship)
    moment = past(at, today)
    view = as_of(history, moment, today.clock, axis)
    if view is None:
        raise not_begun(history, today, moment)
    sent = tuple(sent_by(moment, view.facts, today.deliveries))
    return today._replace(
        state=view.state, facts=view.facts, deliveries=sent, now=moment, view=view
    )


def past(at: Asked, today: Pair) -> datetime:
    """The moment that is meant: today ends now, and a later day has not come."""
    zone = today.times.zone
    try:
        begins, ends = at._replace(lasts=at.lasts * 0).ends(zone), at.ends(zone)
    except ValueError as error:
        raise wrong(str(error)) from None
    if begins > today.now:
        now = today.times.moment(today.now)
        raise wrong(f"this has not come yet; for this pair it is {now} ({zone})")
    return min(ends, today.now)


def not_begun(history: list[RecordedFact], today: Pair, moment: datetime) -> NotFound:
    """Why there is nothing to show at that moment."""
    times, first = today.times, timed(history, today.clock)[0]
    when = f"On {times.moment(moment)}"
    began = f"it began on {times.moment(first.fact.at)}"
    if first.fact.at > moment:
        return NotFound(f"{when}, {today.state.id} had not begun; {began} ({times.zone}).")
    known = f"that was recorded on {times.moment(first.known)} ({times.zone})"
    return NotFound(f"{when}, nothing was known of {today.state.id}; {began}, and {known}.")


def sent_by(
    moment: datetime, facts: tuple[Fact, ...], rows: tuple[DeliveryRow, ...]
) -> Iterator[DeliveryRow]:
    """The letters that had been ordered by a moment; what became of them later is left out."""
    ordered = {fact.version: fact.at for fact in facts}
    for row in rows:
        at = ordered.get(int(row.effect.rsplit("/", 2)[1]))
        if at is not None and row.at <= moment:
            yield row
        elif at is not None:
            yield row.model_copy(update={"status": "sending", "reason": "", "at": at})


def told(one: Noted, names: Names, times: Times) -> str:
    """What a fact tells of the time before it, or simply the fact, as a sentence."""
    if one.since == one.fact.at:
        return sentence(one.fact.event, names, times)
    match one.fact.event:
        case e.MeetingHeld(meeting=number, by=by):
            return f"Meeting {number} took place, as {names[by]} said."
        case e.MeetingMissed(meeting=number, by=by, reason=reason):
            why = plain(reason)
            return f"Meeting {number} did not take place ({why}), as {names[by]} said."
        case e.SurveyAnswered(survey=survey, by=by):
            return f"The two were in contact, as {names[by]} said in {survey}."
        case other:
            return sentence(other, names, times)


def facts(pair: Pair) -> dict[str, Any]:
    """What is to be said for programs beside the facts of a pair."""
    if pair.view is None:
        return {}
    names = names_of(pair.state)
    later = [
        {
            "version": one.fact.version,
            "type": one.fact.event.TYPE,
            "since": one.since.isoformat(),
            "known": one.known.isoformat(),
            "sentence": told(one, names, pair.times),
        }
        for one in pair.view.later
    ]
    return {"at": pair.now.isoformat(), "axis": pair.view.axis, "known_later": later}
