"""A meeting: booked, moved or cancelled before it, told about after it."""

from datetime import timedelta
from typing import Any, NamedTuple

from domain.mentorship import events as e
from domain.mentorship.bookings import upcoming
from domain.mentorship.commands import BookMeeting, RecordMeeting
from domain.mentorship.meetings import diary
from domain.mentorship.state import Meeting
from domain.scheduling.slots import Slot, next_slots
from entrypoints.web.checking import checked
from entrypoints.web.participants import moments
from entrypoints.web.participants.page import Acts, NotHere, Page, Step, Values
from entrypoints.web.participants.visits import Visit
from entrypoints.web.typed import Typed, Unclear

SLOTS = 6
AHEAD = timedelta(weeks=5)
A_DAY = timedelta(days=1)
ITEMS = range(1, 4)
REASONS = (
    ("mentor_cancelled", "{mentor} could not"),
    ("mentee_cancelled", "{mentee} could not"),
    ("forgot", "It was forgotten"),
    ("moved", "We moved it to another time ourselves"),
    ("other", "Another reason"),
)
SAID = (e.MeetingHeld, e.MeetingMissed, e.MeetingConfirmed, e.MeetingDisputed)


class Told(NamedTuple):
    """What one of the two said about a meeting."""

    by: str
    held: bool
    notes: str


class MeetingPage(Page):
    """One meeting, or the one that still has to be booked."""

    template = "meeting.html"

    def show(self, visit: Visit, _typed: Typed) -> Values:
        """How it stands, and what can be done about it."""
        meeting = find(visit)
        here = standing(visit, meeting)
        return {
            "meeting": meeting,
            "number": visit.number,
            "standing": here,
            "slots": slots(visit, meeting) if here in ("ahead", "unbooked") else (),
            "told": told(visit),
            "reasons": reasons(visit),
            "items": ITEMS,
            "tasks": [task for task in visit.state.tasks if task.status == "open"],
            "today": visit.now.date(),
            "next": upcoming(visit.state, visit.now),
            "labels": {"start": "Time", "held": "Did it happen?", "reason": "Why not?"},
        }

    def acts(self, visit: Visit, typed: Typed) -> Acts:
        """Book, move, cancel or record it."""
        number = {"meeting": visit.number}
        match typed.get("do"):
            case "book":
                return Acts((Step("book_meeting", start(visit, typed)),), "booked")
            case "move":
                return Acts((Step("move_meeting", start(visit, typed) | number),), "moved")
            case "cancel":
                data = number | {"reason": typed.get("why")}
                return Acts((Step("cancel_meeting", data),), "cancelled")
            case _:
                return Acts((Step("record_meeting", outcome(visit, typed) | number),), "recorded")


def find(visit: Visit) -> Meeting | None:
    """The meeting; None where it is the next one, which is not booked yet."""
    found = next((m for m in visit.state.meetings if m.number == visit.number), None)
    if found is None and visit.number != len(visit.state.meetings) + 1:
        raise NotHere
    return found


def standing(visit: Visit, meeting: Meeting | None) -> str:
    """What the page is for: `unbooked`, `ahead`, `begun`, `told`, `cancelled` or `shut`."""
    state = visit.state
    if state.pause or state.stage in ("aligning", "closed"):
        return "shut" if meeting is None or meeting.start > visit.now else "told"
    if meeting is None:
        bookable = state.stage == "active" and not upcoming(state, visit.now)
        return "unbooked" if bookable else "shut"
    if meeting.status == "cancelled":
        return "cancelled"
    if meeting.start > visit.now:
        return "ahead"
    return "told" if visit.role in meeting.said else "begun"


def slots(visit: Visit, meeting: Meeting | None) -> tuple[Slot, ...]:
    """Other times that suit both weeks, a day or more apart."""
    state = visit.state
    first = visit.now + state.program.meetings.notice
    last = min(first + AHEAD, state.ends or first + AHEAD)
    found = next_slots(
        diary(state.mentee),
        diary(state.mentor),
        state.program.meetings.length,
        first,
        last,
        SLOTS + 1,
        every=A_DAY,
    )
    others = [slot for slot in found if meeting is None or slot.start != meeting.start]
    return tuple(others[:SLOTS])


def told(visit: Visit) -> list[Told]:
    """What both have said about it, which both may read."""
    found = []
    status = ""
    for fact in visit.facts:
        event = fact.event
        if isinstance(event, SAID) and event.meeting == visit.number:
            status = held(event, status)
            found.append(Told(event.by, status == "held", event.notes))
            status = first_word(found)
    return found


def held(event: Any, before: str) -> str:
    """What somebody says became of it: `held` or `missed`."""
    if isinstance(event, e.MeetingConfirmed):
        return before
    if isinstance(event, e.MeetingDisputed):
        return "held" if event.held else "missed"
    return "held" if isinstance(event, e.MeetingHeld) else "missed"


def first_word(found: list[Told]) -> str:
    """The first answer counts."""
    return "held" if found[0].held else "missed"


def reasons(visit: Visit) -> list[tuple[str, str]]:
    """Why a meeting did not take place, in words."""
    names = {
        role: "I" if role == visit.role else visit.partner.name for role in ("mentee", "mentor")
    }
    return [(key, words.format(**names)) for key, words in REASONS]


def start(visit: Visit, typed: Typed) -> dict[str, Any]:
    """When it is to begin: one of the times offered, or an own one."""
    chosen = typed.get("start")
    if not chosen:
        raise Unclear({"start": "Please choose a time."})
    if chosen == "own":
        return {"start": moments.moment(typed, "start", visit.reader.timezone).isoformat()}
    return checked(BookMeeting, {"start": chosen}).model_dump(mode="json")


def outcome(visit: Visit, typed: Typed) -> dict[str, Any]:
    """Whether it took place, with notes and action items, or why not."""
    if typed.get("held") not in ("yes", "no"):
        raise Unclear({"held": "Please say whether you met."})
    took_place = typed.get("held") == "yes"
    data: dict[str, Any] = {"held": took_place, "notes": typed.get("notes")}
    if took_place:
        data["action_items"] = list(items(visit, typed))
    elif not typed.get("reason"):
        raise Unclear({"reason": "Please say why it did not take place."})
    else:
        data["reason"] = typed.get("reason")
    return checked(RecordMeeting, data).model_dump(mode="json", exclude={"meeting"})


def items(visit: Visit, typed: Typed) -> Any:
    """Who does what by when; rows without words are left out."""
    problems: dict[str, str] = {}
    for number in ITEMS:
        what = typed.get(f"item-{number}-what")
        by = moments.day(typed, f"item-{number}-due")
        if what and by is None:
            problems[f"item-{number}-due"] = "Please say by when."
        elif what and by and by < visit.now.date():
            problems[f"item-{number}-due"] = "This day is over already."
        elif what and by:
            yield {"what": what, "who": typed.get(f"item-{number}-who"), "due": by.isoformat()}
    if problems:
        raise Unclear(problems)
