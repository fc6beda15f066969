"""What a mentorship shows of its stall cases: what opened them, and how they ended."""

from datetime import datetime

from domain.mentorship import events as e
from domain.readmodels.courses import course
from domain.readmodels.sheet import Sheet, shows


@shows(e.EpisodeOpened)
def _(sheet: Sheet, event: e.EpisodeOpened, at: datetime) -> None:
    row = {
        "episode": event.episode,
        "cohort": course(sheet)["cohort"],
        "trigger": event.trigger,
        "opened": at,
        "ended": None,
        "ended_by": "",
    }
    sheet.put("episode", row)


@shows(e.EpisodeEnded)
def _(sheet: Sheet, event: e.EpisodeEnded, at: datetime) -> None:
    sheet.change("episode", event.episode, ended=at, ended_by=event.by)
