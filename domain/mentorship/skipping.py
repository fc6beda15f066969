"""Reminders that came too late to be useful: recorded as skipped, and not due again."""

from datetime import datetime

from domain.mentorship import events as e
from domain.mentorship.growth import change_task
from domain.mentorship.meetings import change as change_meeting
from domain.mentorship.reviews import change as change_survey
from domain.mentorship.state import Changes, State
from domain.mentorship.turn import folds


@folds(e.ReminderSkipped)
def _(state: State, event: e.ReminderSkipped, _at: datetime) -> Changes:
    what, _, name = event.what.partition(":")
    match what:
        case "agreement":
            remaining = state.agreement.remind_at[1:]
            return {"agreement": state.agreement.model_copy(update={"remind_at": remaining})}
        case "closing":
            return {"notices": state.notices[1:]}
        case "meeting":
            meeting = next(m for m in state.meetings if m.number == int(name))
            remaining = meeting.remind_at[1:]
            return {"meetings": change_meeting(state, meeting.number, remind_at=remaining)}
        case "survey":
            survey = state.survey(name)
            remaining = survey.remind_at[1:] if survey else ()
            return {"surveys": change_survey(state, name, remind_at=remaining)}
        case "task":
            return change_task(state, int(name), remind_at=None)
        case _:
            return {}
