"""What every page of a participant has around it."""

from typing import Any

from domain.mentorship.state import State
from entrypoints.web.participants.visits import LinkEnded, Visit
from entrypoints.web.seals import digest

KEPT_DAYS = 3
"""How long a browser keeps what was begun and not sent; a reminder comes within that time.

Why it is the browser that keeps it: deploy/decisions/0016-what-was-begun-stays-on-the-device.md.
"""

DONE = {
    "answered": "Thank you. Your answers are in.",
    "ticked": "Noted.",
    "saved": "Saved. You can come back to this page and change it until both of you have signed.",
    "signed": "You have signed.",
    "booked": "Booked. The invitation for your calendar is on its way to both of you.",
    "moved": "Moved. Both calendars get the new time by mail.",
    "cancelled": "Cancelled. It goes out of both calendars.",
    "recorded": "Saved. Thank you for telling us.",
    "told": "Saved. Thank you.",
    "helped": "Thank you for telling us. The people who run the program take it from here.",
    "paused": "Your mentorship is paused from now on.",
    "resumed": "Welcome back. All later dates have moved by the length of the pause.",
    "extended": "Noted. When both of you ask for the same, the planned end moves.",
    "ended": "Your mentorship has ended. Both of you get a mail.",
    "accepted": "These are your goals now.",
    "proposed": "Sent. They count as soon as the other person agrees.",
    "introduced": "Thank you for opening this door.",
    "unchanged": "Nothing was changed.",
}
"""What a page says after something was done; the address of the page names it."""


def frame(visit: Visit) -> dict[str, Any]:
    """Who reads, with whom, and whom to ask; no contact of anybody but the partner."""
    people = visit.state.program.people
    return {
        "visit": visit,
        "zone": visit.reader.timezone,
        "program": visit.state.program,
        "reader": visit.reader,
        "partner": visit.partner,
        "first": first_name(visit.partner.name),
        "role": visit.role,
        "other_role": visit.other_role,
        "manager": people.manager,
        "labels": {},
        "keep": digest(f"{visit.state.id}/{visit.reader.person}/{visit.task}"),
        "basis": "",
        "kept_days": KEPT_DAYS,
        "home": visit.to("mentorship") if visit.whole else "",
    }


def first_name(name: str) -> str:
    """How a partner is called within a sentence."""
    return name.split(maxsplit=1)[0] if name.split() else name


def ended_frame(ended: LinkEnded) -> dict[str, Any]:
    """What a link that has ended may still tell: little, for it may be in other hands."""
    visit = ended.visit
    return {
        "visit": visit,
        "zone": visit.reader.timezone,
        "withdrawn": ended.withdrawn,
        "expired": visit.claim.expires,
        "about": visit.claim.task.partition(":")[0],
        "program": visit.state.program,
        "manager": visit.state.program.people.manager,
        "over": over(visit.state),
        "hidden_address": hidden(visit.reader.email),
    }


def over(state: State) -> bool:
    """Tell whether nobody is there any more to send a link."""
    return (
        state.stage == "closed"
        and not state.follow_up_at
        and not any(survey.open for survey in state.surveys)
    )


def hidden(email: str) -> str:
    """An address that its owner recognises and nobody else learns: `a…@example.org`."""
    local, _, domain = email.partition("@")
    return f"{local[:1]}…@{domain}"
