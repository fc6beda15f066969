"""What rows forget once somebody is erased: the same as if it had never been told in words."""

from datetime import datetime
from typing import Any

from domain.mentorship import events as e
from domain.mentorship.erasure import without
from domain.mentorship.meetings import CALLED_OFF
from domain.personal import ERASED
from domain.readmodels.sheet import Row, Sheet, shows


@shows(e.PersonErased)
def _(sheet: Sheet, event: e.PersonErased, _at: datetime) -> None:
    """Why a meeting was called off goes in any case, for the row does not say who wrote it."""
    role = event.role
    sheet.change("participation", role, name=ERASED, email=ERASED)
    for key, row in sheet.tables["survey_answer"].items():
        if row["role"] == role:
            sheet.change("survey_answer", key, answers=_answers(row))
    for key, row in sheet.tables["meeting"].items():
        if row["status"] == "cancelled" and row["reason"] not in ("", *CALLED_OFF):
            sheet.change("meeting", key, reason=ERASED)
    if role == "mentee":
        for key in sheet.tables["goal"]:
            sheet.change("goal", key, statement=ERASED)


def _answers(row: Row) -> dict[str, Any]:
    by, survey, answers = row["role"], row["survey"], row["answers"]
    return without(e.SurveyAnswered(survey=survey, by=by, answers=answers), by).answers
