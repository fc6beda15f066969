"""All that is stored about one person, for that person to read.

What belongs to the other of a pair alone stays out: words and answers, and cases that only these
have opened, for even their dates would tell. What the staff wrote about both is in.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from adapters.mail.oblivion import letters_about
from domain.errors import NotFound
from domain.mentorship import events as e
from domain.mentorship.episodes import HUMAN_TRIGGERS
from domain.mentorship.parties import PAIR
from domain.mentorship.personal import parts
from domain.mentorship.state import State, other
from domain.mentorship.storage import fold, load, store
from domain.mentorship.turn import Fact
from domain.people.erasures import Involved
from domain.personal import ERASED
from domain.record import RecordedFact
from entrypoints.bootstrap import Store
from entrypoints.launching import all_pairs
from entrypoints.words import names_of, sentence

LEFT_OUT = (
    "Left out: words and answers of the other person of each pair, and what only these have led"
    " to. Not here: back-ups, letters that left by a mail server, and an account among the staff."
)
WITHHELD = "[not yours]"
TO_THE_PROGRAM_ALONE = (e.SurveyAnswered, e.ConcernRaised)
OF_A_CASE = (
    *(e.EpisodeOpened, e.RungTaken, e.RungDelivered, e.RungUndelivered),
    *(e.EpisodeDecided, e.EpisodeEnded),
)


def about(kept: Store, maildir: Path | None, person: str) -> dict[str, Any]:
    """Tell it, as values for JSON; raises `NotFound` for somebody that nobody knows."""
    erasures = [one for one in kept.erasures.all() if one.person == person]
    rosters, pairs = kept.erasures.rosters(person), kept.erasures.pairs(person)
    if not (rosters or pairs or erasures):
        raise NotFound(f"Nobody here has the id {person}.")
    states = {pair: _state(kept, pair) for pair in pairs}
    found = [_mentorship(kept, pair, state) for pair, state in states.items() if state]
    addresses = {one.email for one in rosters.values()}
    addresses |= {state.party(pair.role).email for pair, state in states.items() if state}
    return {
        "person": person,
        "told_at": datetime.now(UTC).isoformat(),
        "left_out": LEFT_OUT,
        "rosters": {name: one.model_dump(mode="json") for name, one in rosters.items()},
        "mentorships": found,
        "planned": [_planned(kept, pair) for pair, state in states.items() if not state],
        "letters": list(_letters(maildir, addresses - {ERASED})),
        "erasures": [one.model_dump(mode="json") for one in erasures],
    }


def _state(kept: Store, pair: Involved) -> State | None:
    return fold(pair.mentorship, kept.events.stream(pair.mentorship))


def _planned(kept: Store, pair: Involved) -> dict[str, Any]:
    """A pair that has not begun."""
    everybody = all_pairs(kept.cohorts, pair.cohort)
    found = next(one for one in everybody if one.id == pair.mentorship)
    partner = found.mentor if pair.role == "mentee" else found.mentee
    told = {"id": found.id, "cohort": pair.cohort, "role": pair.role}
    return {**told, "with": partner.name, "note": found.note}


def _mentorship(kept: Store, pair: Involved, state: State) -> dict[str, Any]:
    history = kept.events.history(pair.mentorship)
    return {
        "id": pair.mentorship,
        "cohort": pair.cohort,
        "program": state.program.title,
        "role": pair.role,
        "with": state.party(other(pair.role)).name,
        "stage": state.stage,
        "outcome": state.outcome,
        "facts": list(_facts(history, state, pair.role)),
        "sent": [
            row.model_dump(mode="json", include={"effect", "kind", "status", "reason", "at"})
            for row in kept.deliveries.of(pair.mentorship)
            if row.person == state.party(pair.role).person
        ],
    }


def _facts(history: Sequence[RecordedFact], state: State, role: str) -> Iterator[dict[str, Any]]:
    facts, names = [load(each.fact) for each in history], names_of(state)
    hidden = _cases_of(facts, other(role))
    for recorded, fact in zip(history, facts, strict=True):
        if getattr(fact.event, "episode", None) in hidden and isinstance(fact.event, OF_A_CASE):
            continue
        if isinstance(fact.event, TO_THE_PROGRAM_ALONE) and fact.event.by != role:
            continue
        shown = _theirs(fact, role)
        yield {
            "version": fact.version,
            "at": fact.at.isoformat(),
            "recorded_at": recorded.recorded_at.isoformat(),
            "type": fact.event.TYPE,
            "says": sentence(shown, names),
            "data": shown.model_dump(mode="json", exclude={"program"}),
        }


def _cases_of(facts: Sequence[Fact], role: str) -> set[int]:
    """The cases that what somebody told the program alone has opened."""
    opened = (fact.event for fact in facts if isinstance(fact.event, e.EpisodeOpened))
    return {one.episode for one in opened if one.trigger in HUMAN_TRIGGERS and one.about == role}


def _theirs(fact: Fact, role: str) -> e.Event:
    """A fact without the words that are the other's alone; their name is known to both."""
    data = store("", fact).data
    others = (p for p in parts(fact.event.TYPE, data) if role not in p.roles)
    left = {part.field: _withheld(part.left) for part in others}
    for party in PAIR:
        if party in left:
            left[party] = {**left[party], "name": data[party]["name"]}
    return type(fact.event).model_validate(data | left) if left else fact.event


def _withheld(value: Any) -> Any:
    """What is left of the other's words, called what it is."""
    if isinstance(value, dict):
        return {key: _withheld(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_withheld(each) for each in value]
    return WITHHELD if value == ERASED else value


def _letters(maildir: Path | None, addresses: set[str]) -> Iterator[dict[str, str]]:
    if maildir is None:
        return
    for file in letters_about(maildir, addresses, ()):
        letter = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
        text = letter.get_body(("plain",))
        yield {
            "date": str(letter["Date"]),
            "subject": str(letter["Subject"]),
            "text": text.get_content() if text else "",
        }
