"""What happens with reviews, fit checks, final assessments and follow-ups."""

from datetime import datetime
from typing import Annotated, Any, Literal

from domain.mentorship.events.base import Event
from domain.personal import Personal
from domain.surveys.instruments import INSTRUMENTS

_NOT_IN_OWN_WORDS = tuple(
    question.key
    for instrument in INSTRUMENTS.values()
    for question in instrument.questions
    if question.kind != "text"
)


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
    answers: Annotated[dict[str, Any], Personal("by", spared=_NOT_IN_OWN_WORDS)]


class SurveyClosed(Event):
    """Closed with whatever has come; `revoked` when the mentorship ended first."""

    survey: str
    missing: tuple[str, ...]
    revoked: bool = False


class ConcernRaised(Event):
    """Something is wrong; only the program's people see it."""

    by: str
    text: Annotated[str, Personal("by")]
