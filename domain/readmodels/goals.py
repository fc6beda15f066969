"""What a mentorship shows of its goals: how much each counts, and where both see it last."""

from datetime import datetime

from domain.goals.attainment import as_seen
from domain.goals.model import Goal
from domain.mentorship import events as e
from domain.readmodels.courses import ONLY, course
from domain.readmodels.sheet import Sheet, shows


@shows(e.GoalsProposed)
def _(sheet: Sheet, event: e.GoalsProposed, _at: datetime) -> None:
    _replace(sheet, event.goals)


@shows(e.GoalsChanged)
def _(sheet: Sheet, event: e.GoalsChanged, _at: datetime) -> None:
    """What was said of a goal goes with it: if it comes back, it begins anew."""
    kept = {goal.id for goal in event.goals}
    for goal in sheet.tables["goal"].keys() - kept:
        sheet.change("goal", goal, levels={})
    _replace(sheet, event.goals)


def hear(sheet: Sheet, event: e.SurveyAnswered) -> None:
    """Take what an answer says about goals."""
    for progress in event.answers.get("goals", ()):
        goal, level = progress["goal"], progress.get("level")
        if level is not None and goal in sheet.tables["goal"]:
            said = sheet.row("goal", goal)["levels"]
            sheet.change("goal", goal, levels={**said, event.by: level})
            sheet.change("course", ONLY, attainment=_attainment(sheet))


def _attainment(sheet: Sheet) -> float | None:
    present = (row for row in sheet.tables["goal"].values() if row["present"])
    return as_seen((row["weight"], row["levels"]) for row in present)


def _replace(sheet: Sheet, goals: tuple[Goal, ...]) -> None:
    known = sheet.tables["goal"]
    for goal in known:
        sheet.change("goal", goal, present=False)
    for goal in goals:
        said = known[goal.id]["levels"] if goal.id in known else {}
        sheet.put("goal", _row(sheet, goal, said))
    sheet.change("course", ONLY, attainment=_attainment(sheet))


def _row(sheet: Sheet, goal: Goal, said: dict[str, int]) -> dict[str, object]:
    return {
        "goal": goal.id,
        "cohort": course(sheet)["cohort"],
        "statement": goal.statement,
        "weight": goal.weight,
        "present": True,
        "levels": said,
    }
