"""Which page belongs to which task of a link."""

from entrypoints.web.participants.agreement import AgreementPage
from entrypoints.web.participants.meeting import MeetingPage
from entrypoints.web.participants.overview import OverviewPage
from entrypoints.web.participants.page import Page
from entrypoints.web.participants.small import ContactPage, IntroductionPage, TaskPage
from entrypoints.web.participants.survey import SurveyPage
from entrypoints.web.participants.wishes import (
    EndPage,
    ExtendPage,
    GoalsPage,
    HelpPage,
    IntroducePage,
    PausePage,
    TodoPage,
)

PAGES: dict[str, Page] = {
    "agreement": AgreementPage(),
    "contact": ContactPage(),
    "end": EndPage(),
    "extend": ExtendPage(),
    "goals": GoalsPage(),
    "help": HelpPage(),
    "introduce": IntroducePage(),
    "introduction": IntroductionPage(),
    "meeting": MeetingPage(),
    "mentorship": OverviewPage(),
    "pause": PausePage(),
    "survey": SurveyPage(),
    "task": TaskPage(),
    "todo": TodoPage(),
}
