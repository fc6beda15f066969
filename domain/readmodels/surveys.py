"""What a mentorship shows of its surveys, and what was answered."""

from datetime import datetime, timedelta

from domain.mentorship import events as e
from domain.mentorship.parties import PAIR
from domain.readmodels.sheet import Sheet, shows


@shows(e.SurveyOpened)
def _(sheet: Sheet, event: e.SurveyOpened, at: datetime) -> None:
    row = {
        "survey": event.survey,
        "cohort": sheet.row("participation", "mentee")["cohort"],
        "kind": event.kind,
        "instrument": event.instrument,
        "asked": event.to,
        "opened": at,
        "closes": event.closes,
        "reminders": 0,
        "closed": None,
        "missing": (),
        "revoked": False,
    }
    sheet.put("survey", row)
    for role in event.to:
        if role in PAIR:
            sheet.count(role, "surveys_asked")


@shows(e.SurveyReminded)
def _(sheet: Sheet, event: e.SurveyReminded, _at: datetime) -> None:
    sheet.change("survey", event.survey, reminders=event.round)


@shows(e.SurveyAnswered)
def _(sheet: Sheet, event: e.SurveyAnswered, at: datetime) -> None:
    survey, somebody = sheet.row("survey", event.survey), sheet.row("participation", event.by)
    row = {
        "survey": event.survey,
        "role": event.by,
        "cohort": somebody["cohort"],
        "person": somebody["person"],
        "kind": survey["kind"],
        "at": at,
        "answers": event.answers,
    }
    sheet.put("survey_answer", row)
    sheet.count(event.by, "surveys_answered")


@shows(e.SurveyClosed)
def _(sheet: Sheet, event: e.SurveyClosed, at: datetime) -> None:
    closing = {"closed": at, "missing": event.missing, "revoked": event.revoked}
    sheet.change("survey", event.survey, **closing)


def give_more_time(sheet: Sheet, by: timedelta) -> None:
    """Let answers to what is open come later by the length of a pause."""
    for survey, row in sheet.tables["survey"].items():
        if row["closed"] is None:
            sheet.change("survey", survey, closes=row["closes"] + by)
