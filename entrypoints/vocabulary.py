"""What the codes of facts are called when people read them."""

import re

CODE = re.compile(r"[a-z]+(_[a-z]+)+")

TRIGGERS = {
    "agreement_overdue": "the agreement is overdue",
    "no_contact": "there has been no contact for too long",
    "meetings_missed": "meetings were missed one after the other",
    "reviews_unanswered": "reviews stayed unanswered one after the other",
    "satisfaction": "satisfaction is low",
    "fit": "it is not a good fit",
    "concern": "a concern was raised",
}
SHORT_TRIGGERS = {
    "agreement_overdue": "agreement overdue",
    "no_contact": "no contact",
    "meetings_missed": "meetings missed",
    "reviews_unanswered": "reviews unanswered",
    "satisfaction": "low satisfaction",
    "fit": "not a good fit",
    "concern": "a concern",
}
RUNGS = {
    "nudge_pair": "a nudge to the pair",
    "ask_manager": "a task for the manager",
    "ask_deputy": "a task for the deputy",
    "default": "the default action of the program",
}
SHORT_RUNGS = {
    "nudge_pair": "nudge",
    "ask_manager": "manager",
    "ask_deputy": "deputy",
    "default": "default",
}
ENDINGS = {
    "recovery": "what was missing has happened",
    "decision": "somebody decided",
    "default": "the default action of the program was taken",
    "pause": "the mentorship was paused",
    "closure": "the mentorship closed",
}
DEFAULTS = {"pause": "the mentorship is paused", "end": "the mentorship is ended"}
STAGES = {
    "aligning": "Aligning",
    "active": "Active",
    "paused": "Paused",
    "closing": "Closing",
    "closed": "Closed",
    "unopened": "Not opened yet",
}
BANDS = {
    "at_risk": "at risk",
    "fair": "fair",
    "good": "good",
    "new": "new",
    "closed": "",
}
EVENTS = {
    "episode_opened": "escalated",
    "rung_taken": "step of an escalation",
    "rung_delivered": "step of an escalation delivered",
    "rung_undelivered": "step of an escalation not delivered",
    "episode_decided": "decision on an escalation",
    "episode_ended": "escalation ended",
    "staff_acted": "action of the staff",
}
"""Names of events that only those know who have read the rules; see `plain` for the others."""

PARTS = {
    "contact": "Recent contact",
    "meetings": "Meetings held",
    "reviews": "Reviews answered",
    "satisfaction": "Satisfaction",
    "goals": "Progress on goals",
    "agreement": "Agreement signed",
}
OUTCOMES = {
    "completed": "completed",
    "ended_early": "ended early",
    "rematched": "ended for another match",
    "never_started": "never started",
}
CELEBRATED = {
    "first_meeting": "the first meeting",
    "half_way": "the half-way point",
    "goal_attained": "a goal attained",
    "completion": "the completion",
}
DECISIONS = {
    "nudge": "to nudge in own words",
    "log_call": "to log a call",
    "snooze": "to wait a little",
    "pause": "to pause the mentorship",
    "extend": "to extend the mentorship",
    "rematch": "to find another match",
    "end": "to end the mentorship",
    "dismiss": "to dismiss the case",
}


def plain(code: str) -> str:
    """A code word for people: `cannot_reach_partner` becomes `cannot reach partner`."""
    return code.replace("_", " ") if CODE.fullmatch(code) else code
