"""What happens with introductions, tasks and celebrations."""

from datetime import date
from typing import Annotated, Literal

from domain.mentorship.events.base import Event
from domain.mentorship.parties import PAIR
from domain.personal import Personal


class IntroductionMade(Event):
    """The mentor opened a door for the mentee."""

    introduction: int
    to: Annotated[str, Personal(*PAIR)]
    kind: Literal["contact", "event", "community"]
    note: Annotated[str, Personal(*PAIR)] = ""


class IntroductionFollowedUp(Event):
    """The mentee was asked what came of an introduction."""

    introduction: int


class IntroductionReported(Event):
    """The mentee said what came of an introduction."""

    introduction: int
    outcome: Literal["talked", "referral", "opening", "nothing_yet"]
    note: Annotated[str, Personal("mentee")] = ""


class IntroductionLapsed(Event):
    """Nothing was heard of an introduction for so long that nobody waits any more."""

    introduction: int


class TaskAdded(Event):
    """A stretch challenge or an action item: who does what by when."""

    task: int
    kind: Literal["challenge", "action_item"]
    what: Annotated[str, Personal(*PAIR)]
    who: Literal["mentee", "mentor"]
    due: date
    by: str


class TaskReminded(Event):
    """Whoever has the task was reminded of it."""

    task: int


class TaskDone(Event):
    """A task was done."""

    task: int
    by: str


class TaskLetGo(Event):
    """A task is not pursued any more; `by` is `program` where its time ran out."""

    task: int
    by: str


class Celebrated(Event):
    """Something was acknowledged to both; `goal` names the goal that was attained."""

    what: Literal["first_meeting", "half_way", "goal_attained", "completion"]
    goal: str = ""
