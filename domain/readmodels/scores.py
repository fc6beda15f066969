"""What surveys add up to: who was asked and has answered, and the answers that are numbers."""

from datetime import datetime

from domain.mentorship import events as e
from domain.mentorship.parties import PAIR
from domain.readmodels import goals
from domain.readmodels.courses import course
from domain.readmodels.sheet import Sheet, shows

NUMBERS = ("satisfaction", "recommend")
"""The questions whose answers are counted."""


@shows(e.SurveyOpened)
def _(sheet: Sheet, event: e.SurveyOpened, _at: datetime) -> None:
    before = sum(row["kind"] == event.kind for row in sheet.tables["score"].values())
    row = {
        "survey": event.survey,
        "cohort": course(sheet)["cohort"],
        "kind": event.kind,
        "round": before + 1,
        "over": False,
        "attainment": None,
    }
    for role in PAIR:
        row |= {f"{role}_asked": int(role in event.to), f"{role}_answered": 0}
        row |= {f"{role}_{question}": None for question in NUMBERS}
    sheet.put("score", row)


@shows(e.SurveyAnswered)
def _(sheet: Sheet, event: e.SurveyAnswered, _at: datetime) -> None:
    goals.hear(sheet, event)
    given = {f"{event.by}_{name}": event.answers.get(name) for name in NUMBERS}
    sheet.change("score", event.survey, **{f"{event.by}_answered": 1}, **given)
    if event.answers.get("goals"):
        sheet.change("score", event.survey, attainment=course(sheet)["attainment"])


@shows(e.SurveyClosed)
def _(sheet: Sheet, event: e.SurveyClosed, _at: datetime) -> None:
    """Only where there was time enough to answer, an answer counts as missing."""
    sheet.change("score", event.survey, over=not event.revoked)
