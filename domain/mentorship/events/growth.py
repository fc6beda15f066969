"""What happens with introductions, tasks and celebrations."""

from datetime import date
from typing import Literal

from domain.mentorship.events.base import Event


class IntroductionMade(Event):
    introduction: int
    to: str
    kind: Literal["contact", "event", "community"]
    note: str = ""


class IntroductionFollowedUp(Event):
    introduction: int


class IntroductionReported(Event):
    introduction: int
    outcome: Literal["talked", "referral", "opening", "nothing_yet"]
    note: str = ""


class IntroductionLapsed(Event):
    introduction: int


class TaskAdded(Event):
    """A stretch challenge or an action item: who does what by when."""

    task: int
    kind: Literal["challenge", "action_item"]
    what: str
    who: Literal["mentee", "mentor"]
    due: date
    by: str


class TaskReminded(Event):
    task: int


class TaskDone(Event):
    task: int
    by: str


class TaskLetGo(Event):
    task: int
    by: str


class Celebrated(Event):
    what: Literal["first_meeting", "half_way", "goal_attained", "completion"]
    goal: str = ""
