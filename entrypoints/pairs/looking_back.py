"""One pair as it was: what was true at an earlier moment, and what was known then."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from domain.errors import NotFound
from domain.mentorship import events as e
from domain.mentorship.as_of import Axis, Noted, as_of, timed
from domain.mentorship.decide import next_due
from domain.mentorship.health import health
from domain.mentorship.turn import Fact
from domain.record import DeliveryRow
from entrypoints.asked_time import Asked
from entrypoints.moments import Times
from entrypoints.pairs.record import Pair, ordered_by
from entrypoints.words import Names, names_of, plain, sentence


def look_back(today: Pair, at: Asked, axis: Axis, zone: str = "") -> Pair:
    """A pair as of a moment, in the zone of its program's manager where no other is given.

    Raises ValueError where that moment can't be looked at, `NotFound` where there was nothing yet.
    """
    moment = past(at, today, zone or today.times.zone)
    view = as_of(today.record, moment, today.clock, axis)
    if view is None:
        raise not_begun(today, moment)
    sent = tuple(sent_by(moment, view.facts, today.deliveries))
    return today._replace(
        state=view.state,
        facts=view.facts,
        deliveries=sent,
        now=moment,
        due=next_due(view.rules),
        health=health(view.state, moment),
        view=view,
    )


def past(at: Asked, today: Pair, zone: str) -> datetime:
    """The moment that is meant: today ends now, and a later day has not come."""
    begins, ends = at._replace(lasts=at.lasts * 0).ends(zone), at.ends(zone)
    if begins > today.now:
        now = Times(zone).moment(today.now)
        raise ValueError(f"this has not come yet; for this pair it is {now} ({zone})")
    return min(ends, today.now)


def not_begun(today: Pair, moment: datetime) -> NotFound:
    """Why there is nothing to show at that moment."""
    times, first = today.times, timed(today.record, today.clock)[0]
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
        at = ordered.get(ordered_by(row))
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
