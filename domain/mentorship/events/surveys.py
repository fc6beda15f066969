"""What happens with reviews, fit checks, final assessments and follow-ups."""

from datetime import datetime
from typing import Any, Literal

from domain.mentorship.events.base import Event


class SurveyOpened(Event):
    """A survey opened for those in `to`; `instrument` names its questions."""

    survey: str
    kind: Literal["review", "fit", "final", "follow_up"]
    instrument: str
    to: tuple[str, ...]
    closes: datetime


class SurveyReminded(Event):
    """Those in `to` were reminded of a survey, for the `round`th time."""

    survey: str
    to: tuple[str, ...]
    round: int


class SurveyAnswered(Event):
    """Somebody answered a survey; `answers` by question key."""

    survey: str
    by: str
    answers: dict[str, Any]


class SurveyClosed(Event):
    """Closed with whatever has come; `revoked` when the mentorship ended first."""

    survey: str
    missing: tuple[str, ...]
    revoked: bool = False


class ConcernRaised(Event):
    """Something is wrong; only the program's people see it."""

    by: str
    text: str
