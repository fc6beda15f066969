"""Small pages with one question each: contact, an introduction, a task."""

from domain.mentorship.commands import ConfirmContact, ReportIntroduction
from domain.mentorship.events import IntroductionReported
from domain.mentorship.state import Introduction, Task
from entrypoints.web.checking import checked
from entrypoints.web.participants.page import Acts, NotHere, Page, Step, Values
from entrypoints.web.participants.visits import Visit
from entrypoints.web.typed import Typed, Unclear

OUTCOMES = (
    ("talked", "We have talked"),
    ("referral", "It led to a referral"),
    ("opening", "It opened a door: a job, a project, an invitation"),
    ("nothing_yet", "Nothing yet"),
)
LIVE = ("active", "closing")


class ContactPage(Page):
    """Informal programs: have you been in touch?"""

    template = "contact.html"

    def show(self, visit: Visit, _typed: Typed) -> Values:
        """The question of this period, while it is open."""
        if not 0 < visit.number <= visit.state.periods:
            raise NotHere
        period = visit.state.period
        asked = period and period.number == visit.number and not visit.state.pause
        said = period.said.get(visit.role) if asked and period else None
        return {"period": period if asked else None, "said": said}

    def acts(self, visit: Visit, typed: Typed) -> Acts:
        """Take the answer."""
        period = visit.state.period
        if period is None or period.number != visit.number:
            raise NotHere
        if typed.get("in_touch") not in ("yes", "no"):
            raise Unclear({"in_touch": "Please choose one of these."})
        data = checked(ConfirmContact, {"in_touch": typed.get("in_touch") == "yes"})
        return Acts((Step("confirm_contact", data.model_dump()),), "told")


class IntroductionPage(Page):
    """What came of an introduction."""

    template = "introduction.html"

    def show(self, visit: Visit, _typed: Typed) -> Values:
        """The introduction, which both know of; the mentee can say what came of it."""
        made = introduction(visit)
        words = {"outcomes": OUTCOMES, "said": note(visit)}
        return {"made": made, "live": live(visit), **words}

    def acts(self, visit: Visit, typed: Typed) -> Acts:
        """Take what came of it."""
        data = {
            "introduction": introduction(visit).number,
            "outcome": typed.get("outcome"),
            "note": typed.get("note"),
        }
        said = checked(ReportIntroduction, data)
        return Acts((Step("report_introduction", said.model_dump()),), "told")


class TaskPage(Page):
    """A challenge or an action item."""

    template = "task.html"

    def show(self, visit: Visit, _typed: Typed) -> Values:
        """What is to be done."""
        return {"item": task(visit), "live": live(visit)}

    def acts(self, visit: Visit, typed: Typed) -> Acts:
        """Done, or let go."""
        item = task(visit)
        command = "let_go_task" if typed.get("do") == "let_go" else "finish_task"
        return Acts((Step(command, {"task": item.number}),), "told")


def introduction(visit: Visit) -> Introduction:
    """The introduction that the page is about."""
    found = next((i for i in visit.state.introductions if i.number == visit.number), None)
    if found is None:
        raise NotHere
    return found


def note(visit: Visit) -> str:
    """What the mentee last wrote about it, which both may read."""
    reported = (fact.event for fact in reversed(visit.facts))
    of_this = (
        event.note
        for event in reported
        if isinstance(event, IntroductionReported) and event.introduction == visit.number
    )
    return next(of_this, "")


def task(visit: Visit) -> Task:
    """The task that the page is about."""
    found = next((t for t in visit.state.tasks if t.number == visit.number), None)
    if found is None:
        raise NotHere
    return found


def live(visit: Visit) -> bool:
    """Tell whether anything can be noted now."""
    return visit.state.stage in LIVE and visit.state.pause is None
