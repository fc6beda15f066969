"""The agreement: what each of the two brings and expects, and their signatures."""

from datetime import timedelta
from typing import Any

from domain.durations import words
from domain.mentorship.alignment import missing
from domain.mentorship.commands import NameGaps, ShareExperience
from domain.mentorship.parties import Expectations
from domain.mentorship.state import State
from entrypoints.web.checking import checked
from entrypoints.web.participants import goals
from entrypoints.web.participants.page import Acts, Page, Step, Values
from entrypoints.web.participants.signatures import cleared
from entrypoints.web.participants.visits import Visit
from entrypoints.web.seals import digest
from entrypoints.web.typed import Typed, Unclear

RHYTHMS = tuple(timedelta(weeks=weeks) for weeks in (1, 2, 3, 4))
WISHES = (
    (
        "channel",
        "How do you want to talk?",
        "For example: by video, a walk at noon every other time",
    ),
    ("confidentiality", "What stays between you?", "For example: all we say, unless we agree"),
    ("feedback", "How do you like to get feedback?", "For example: at once and plainly"),
    ("learning", "How do you learn best?", "For example: by trying it, then talking about it"),
)


class AgreementPage(Page):
    """While aligning it can be written and signed; later it can be read."""

    template = "agreement.html"

    def show(self, visit: Visit, typed: Typed) -> Values:
        """Both parts, mine to write and the other's to read."""
        state = visit.state
        agreement = state.agreement
        return {
            "agreement": agreement,
            "open": state.stage == "aligning" and not state.pause,
            "mine": agreement.expectations.get(visit.role) or Expectations(),
            "theirs": agreement.expectations.get(visit.other_role),
            "rhythms": rhythms(visit),
            "wishes": WISHES,
            "asked_of_me": [
                wish for wish in WISHES if visit.role == "mentee" or wish[0] != "learning"
            ],
            "i_miss": missing(state, visit.role),
            "they_miss": missing(state, visit.other_role),
            "i_signed": visit.role in agreement.signed,
            "they_signed": visit.other_role in agreement.signed,
            "i_lost": cleared(visit, visit.role),
            "they_lost": cleared(visit, visit.other_role),
            "seen": what_was_written(state, visit.other_role),
            "basis": what_was_written(state, visit.role),
            "labels": goals.labels(state, agreement.goals),
            **goals.editor(state, agreement.goals, typed),
        }

    def acts(self, visit: Visit, typed: Typed) -> Acts:
        """Save my part, and sign where that was asked for."""
        steps = (*own_part(visit, typed), *expectations(visit, typed))
        if typed.get("do") != "sign":
            return Acts(steps, "saved" if steps else "unchanged")
        if typed.get("seen") != what_was_written(visit.state, visit.other_role):
            raise Unclear(
                {
                    "sign": "The other part has changed while you were reading. Please look"
                    " at it again, then sign."
                }
            )
        return Acts((*steps, Step("sign_agreement", {})), "signed")


def rhythms(visit: Visit) -> list[tuple[str, str]]:
    """How often they may want to meet; empty stands for the program's rhythm."""
    usual = f"As the program says: every {words(visit.state.program.meetings.every)}"
    mine = visit.state.agreement.expectations.get(visit.role)
    own = (mine.meet_every,) if mine and mine.meet_every else ()
    return [
        ("", usual),
        *((words(one), f"Every {words(one)}") for one in sorted({*RHYTHMS, *own})),
    ]


def what_was_written(state: State, role: str) -> str:
    """A mark of somebody's part: nobody signs what they have not seen."""
    agreement = state.agreement
    part: tuple[Any, ...] = (agreement.expectations.get(role),)
    if role == "mentee":
        part += (agreement.goals, agreement.skills, agreement.knowledge)
    else:
        part += (agreement.experience, agreement.style)
    return digest(repr(part))


def own_part(visit: Visit, typed: Typed) -> tuple[Step, ...]:
    """What only the mentee, or only the mentor, brings."""
    return mentees_part(visit, typed) if visit.role == "mentee" else mentors_part(typed)


def mentees_part(visit: Visit, typed: Typed) -> tuple[Step, ...]:
    """Goals and gaps."""
    steps = []
    if found := goals.read(visit.state, typed):
        steps.append(Step("propose_goals", {"goals": found}))
    gaps = {"skills": typed.lines("skills"), "knowledge": typed.lines("knowledge")}
    checked(NameGaps, gaps)
    if any(gaps.values()) or visit.state.agreement.skills or visit.state.agreement.knowledge:
        steps.append(Step("name_gaps", as_lists(gaps)))
    return tuple(steps)


def mentors_part(typed: Typed) -> tuple[Step, ...]:
    """Experience and style."""
    shared = {"experience": typed.lines("experience"), "style": typed.get("style")}
    if not any(shared.values()):
        return ()
    if not shared["experience"]:
        raise Unclear({"experience": "Please name something that you can share."})
    checked(ShareExperience, shared)
    return (Step("share_experience", as_lists(shared)),)


def expectations(visit: Visit, typed: Typed) -> tuple[Step, ...]:
    """What I expect of the two of us; left out while nothing is said."""
    said: dict[str, Any] = {key: typed.get(key) for key, _, _ in WISHES}
    if every := typed.get("meet_every"):
        said["meet_every"] = every
    mine = checked(Expectations, said)
    if mine == Expectations() and visit.role not in visit.state.agreement.expectations:
        return ()
    return (Step("set_expectations", {"expectations": mine.model_dump(mode="json")}),)


def as_lists(data: dict[str, Any]) -> dict[str, Any]:
    """The same as JSON has it."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in data.items()}
