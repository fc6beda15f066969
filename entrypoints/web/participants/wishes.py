"""What somebody may ask for at any time: help, a pause, more weeks, an end, new goals."""

from typing import Any

from domain.mentorship.commands import (
    AddActionItem,
    ChangeGoals,
    End,
    Extend,
    MakeIntroduction,
    Pause,
    RaiseConcern,
    SetChallenge,
)
from entrypoints.web.checking import checked
from entrypoints.web.participants import goals, moments
from entrypoints.web.participants.page import Acts, NotHere, Page, Step, Values
from entrypoints.web.participants.small import live
from entrypoints.web.participants.visits import Visit
from entrypoints.web.seals import digest
from entrypoints.web.typed import Typed, Unclear

WEEKS = (1, 2, 4, 6, 8, 12)
REASONS = (
    ("goals_reached", "The goals are reached"),
    ("not_enough_time", "Not enough time"),
    ("cannot_reach_partner", "I can't reach {partner}"),
    ("uncomfortable_with_match", "We are not a good match"),
    ("changed_role", "I have changed my role"),
    ("left_organisation", "I leave, or have left, the organisation"),
    ("other", "Another reason"),
)


class HelpPage(Page):
    """I need help: a word to the program's people, which the other never sees."""

    template = "help.html"

    def show(self, visit: Visit, _typed: Typed) -> Values:
        """The form, unless it is all over."""
        return {"open": visit.state.stage != "closed"}

    def acts(self, _visit: Visit, typed: Typed) -> Acts:
        """Tell the program's people."""
        said = checked(RaiseConcern, {"text": typed.get("text")})
        return Acts((Step("raise_concern", said.model_dump()),), "helped")


class PausePage(Page):
    """A break, and going on after it."""

    template = "pause.html"

    def show(self, visit: Visit, _typed: Typed) -> Values:
        """What a pause does, or how the present one stands."""
        return {"open": visit.state.stage != "closed", "pause": visit.state.pause}

    def acts(self, visit: Visit, typed: Typed) -> Acts:
        """Pause, or go on."""
        if typed.get("do") == "resume":
            return Acts((Step("resume", {}),), "resumed")
        resume_on = moments.morning(typed, "day", visit.reader.timezone)
        data = {"reason": typed.get("reason"), "resume_on": resume_on}
        said = checked(Pause, data).model_dump(mode="json")
        return Acts((Step("pause", said),), "paused")


class ExtendPage(Page):
    """More weeks, where both want them."""

    template = "extend.html"

    def show(self, visit: Visit, _typed: Typed) -> Values:
        """Who has asked for what."""
        asked = visit.state.extension
        return {"open": live(visit), "asked": asked, "weeks": WEEKS}

    def acts(self, _visit: Visit, typed: Typed) -> Acts:
        """Ask for weeks, or agree to those that the other asks for."""
        data = checked(Extend, {"weeks": typed.get("weeks") or None})
        return Acts((Step("extend", data.model_dump()),), "extended")


class EndPage(Page):
    """An early end."""

    template = "end.html"

    def show(self, visit: Visit, _typed: Typed) -> Values:
        """What an end does."""
        reasons = [(key, words.format(partner=visit.partner.name)) for key, words in REASONS]
        return {"open": visit.state.stage != "closed", "reasons": reasons}

    def acts(self, _visit: Visit, typed: Typed) -> Acts:
        """End it."""
        if typed.get("sure") != "yes":
            raise Unclear({"sure": "Please tick this, so that nobody ends it by mistake."})
        said = checked(End, {"reason": typed.get("reason"), "note": typed.get("note")})
        return Acts((Step("end", said.model_dump()),), "ended")


class GoalsPage(Page):
    """Goals while active: proposed by one, accepted by the other."""

    template = "goals.html"

    def show(self, visit: Visit, typed: Typed) -> Values:
        """The goals, and what has been proposed instead."""
        agreement = visit.state.agreement
        mine = agreement.proposal and agreement.proposal.by == visit.role
        start = agreement.proposal.goals if agreement.proposal and mine else agreement.goals
        return {
            "open": visit.state.stage == "active" and not visit.state.pause,
            "agreement": agreement,
            "mine": mine,
            "basis": digest(repr(start)),
            "labels": goals.labels(visit.state, agreement.goals),
            **goals.editor(visit.state, start, typed),
        }

    def acts(self, visit: Visit, typed: Typed) -> Acts:
        """Accept what the other proposes, if it is still that, or propose something."""
        proposal = visit.state.agreement.proposal
        if typed.get("do") == "accept":
            if proposal is None or typed.get("lapses") != proposal.lapses.isoformat():
                raise Unclear({"goals": "The proposal has changed. Please look at it again."})
            return Acts((Step("accept_goals", {}),), "accepted")
        found = {"goals": goals.read(visit.state, typed)}
        checked(ChangeGoals, found)
        return Acts((Step("change_goals", found),), "proposed")


class IntroducePage(Page):
    """The mentor opens a door."""

    template = "introduce.html"

    def show(self, visit: Visit, _typed: Typed) -> Values:
        """The form for the mentor; both see what there is."""
        if visit.role != "mentor":
            raise NotHere
        return {"open": live(visit)}

    def acts(self, _visit: Visit, typed: Typed) -> Acts:
        """Note the introduction."""
        names = ("to", "kind", "note")
        said = checked(MakeIntroduction, {name: typed.get(name) for name in names})
        return Acts((Step("make_introduction", said.model_dump()),), "introduced")


class TodoPage(Page):
    """Something that one of the two is going to do; from the mentor also a stretch challenge."""

    template = "todo.html"

    def show(self, visit: Visit, _typed: Typed) -> Values:
        """The form."""
        whos = [("mentee", "mentor"), ("mentor", "mentee")][visit.role == "mentor"]
        names = {visit.role: "I", visit.other_role: visit.partner.name}
        challenge = [("challenge", f"{visit.partner.name}, as a stretch challenge")]
        options = [(who, names[who]) for who in whos]
        return {
            "open": live(visit),
            "whos": options + (challenge if visit.role == "mentor" else []),
        }

    def acts(self, _visit: Visit, typed: Typed) -> Acts:
        """Note it."""
        due = moments.day(typed, "due")
        data: dict[str, Any] = {"what": typed.get("what"), "due": due}
        if typed.get("who") == "challenge":
            said = checked(SetChallenge, data).model_dump(mode="json")
            return Acts((Step("set_challenge", said),), "told")
        item = checked(AddActionItem, data | {"who": typed.get("who")}).model_dump(mode="json")
        return Acts((Step("add_action_item", item),), "told")
