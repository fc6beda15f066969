"""How people do on the pages what they have in mind: which page, which fields, which button."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from entrypoints.demo.sheets import Fields
from entrypoints.demo.steps import Data

NEXT = "meeting:"
"""The page of a meeting that has no number yet."""

AGREEMENT = ("propose_goals", "name_gaps", "share_experience", "set_expectations")


@dataclass(frozen=True)
class Entry:
    """What is entered on a page: `what` is the word that its button or its form stands for."""

    page: str
    fields: Fields
    what: str = ""

    def fits(self, other: "Entry") -> bool:
        """Tell whether both go into the same form."""
        return (self.page, self.what) == (other.page, other.what)

    def and_(self, other: "Entry") -> "Entry":
        """Both in one form."""
        return Entry(self.page, {**self.fields, **other.fields}, self.what)


def entry(command: str, data: Data, task: str, zone: str) -> Entry:
    """What somebody enters who wants this, and has a letter about `task`."""
    if command in AGREEMENT:
        return Entry("agreement", FIELDS[command](data, zone), "save")
    page, what = PLACES[command]
    page = NEXT if (command, task) == ("book_meeting", "mentorship") else page
    fields = FIELDS.get(command, nothing)(data, zone)
    return Entry(page.format(here=task, **data), fields, what)


PLACES: dict[str, tuple[str, str]] = {
    "accept_goals": ("goals", "accept"),
    "answer_survey": ("survey:{survey}", ""),
    "book_meeting": ("{here}", "book"),
    "cancel_meeting": ("meeting:{meeting}", "cancel"),
    "change_goals": ("goals", "propose"),
    "confirm_contact": ("{here}", ""),
    "end": ("end", ""),
    "extend": ("extend", ""),
    "finish_task": ("{here}", "done"),
    "let_go_task": ("{here}", "let_go"),
    "make_introduction": ("introduce", ""),
    "move_meeting": ("meeting:{meeting}", "move"),
    "pause": ("pause", "pause"),
    "record_meeting": ("meeting:{meeting}", ""),
    "report_introduction": ("introduction:{introduction}", ""),
    "resume": ("pause", "resume"),
    "set_challenge": ("todo", ""),
    "sign_agreement": ("agreement", "sign"),
    "tick_checklist": ("{here}", "tick"),
}
"""Where each thing is done: the page, and the word of the form or of its button."""


def nothing(_data: Data, _zone: str) -> Fields:
    """A button is enough."""
    return {}


def goals(data: Data, _zone: str) -> Fields:
    """Goals, one block each."""
    found: dict[str, str] = {}
    for number, goal in enumerate(data["goals"], start=1):
        flat = {**goal, **goal["levels"], "weight": f"{goal['weight']:g}"}
        names = ("statement", "measure", "target_date", "weight", *goal["levels"])
        found |= {f"goals-{number}-{name}": str(flat[name]) for name in names}
    return found


def gaps(data: Data, _zone: str) -> Fields:
    """Skills and knowledge, one on each line."""
    return {name: lines(data[name]) for name in ("skills", "knowledge")}


def experience(data: Data, _zone: str) -> Fields:
    """What a mentor can share, and how."""
    return {"experience": lines(data["experience"]), "style": data["style"]}


def expectations(data: Data, _zone: str) -> Fields:
    """What somebody expects, as far as there is something to say."""
    return {name: words for name, words in data["expectations"].items() if words}


def answers(data: Data, _zone: str) -> Fields:
    """The answers of a survey; those about goals have a field each."""
    said = {name: str(value) for name, value in data["answers"].items() if name != "goals"}
    for goal in data["answers"].get("goals", ()):
        said[f"level-{goal['goal']}"] = str(goal["level"])
        if goal.get("relevance", "keep") != "keep":
            said[f"relevance-{goal['goal']}"] = goal["relevance"]
    return said


def outcome(data: Data, _zone: str) -> Fields:
    """What became of a meeting."""
    found = {"held": "yes" if data["held"] else "no"}
    found |= {name: data[name] for name in ("reason", "notes") if name in data}
    for number, item in enumerate(data.get("action_items", ()), start=1):
        found |= {f"item-{number}-{name}": item[name] for name in ("what", "who", "due")}
    return found


def own_time(data: Data, zone: str) -> Fields:
    """A time that the two have agreed on, where the reader is."""
    at = local(data["start"], zone)
    return {"start": "own", "start-day": f"{at:%Y-%m-%d}", "start-time": f"{at:%H:%M}"}


def pause(data: Data, zone: str) -> Fields:
    """Why, and until which day."""
    back = {"day": f"{local(data['resume_on'], zone):%Y-%m-%d}"} if "resume_on" in data else {}
    return {"reason": data["reason"], **back}


def end(data: Data, _zone: str) -> Fields:
    """Why, and that one is sure."""
    return {"reason": data["reason"], "note": data.get("note", ""), "sure": "yes"}


def plain(*names: str, **always: str) -> Callable[[Data, str], Fields]:
    """Fields that are called as the command calls them."""

    def found(data: Data, _zone: str) -> Fields:
        return {name: str(data[name]) for name in names if name in data} | always

    return found


def lines(items: Iterable[Any]) -> str:
    """One on each line."""
    return "\n".join(map(str, items))


def local(moment: str, zone: str) -> datetime:
    """A moment as the clock of a zone shows it."""
    return datetime.fromisoformat(moment).astimezone(ZoneInfo(zone))


FIELDS: dict[str, Callable[[Data, str], Fields]] = {
    "answer_survey": answers,
    "book_meeting": own_time,
    "cancel_meeting": lambda data, _zone: {"why": data["reason"]},
    "change_goals": goals,
    "confirm_contact": lambda data, _zone: {"in_touch": "yes" if data["in_touch"] else "no"},
    "end": end,
    "extend": plain("weeks"),
    "make_introduction": plain("to", "kind", "note"),
    "move_meeting": own_time,
    "name_gaps": gaps,
    "pause": pause,
    "propose_goals": goals,
    "record_meeting": outcome,
    "report_introduction": plain("outcome", "note"),
    "set_challenge": plain("what", "due", who="challenge"),
    "set_expectations": expectations,
    "share_experience": experience,
    "tick_checklist": lambda data, _zone: {data["item"]: "yes"},
}
"""What is entered for each thing."""
