"""Who may call what: every route with every method, in one table; a route without a line fails.

The gate (gate.py) enforces it, and tests/entrypoints/web/test_policy.py walks role by role through
all of it. Whose pairs somebody sees is decided by the gate too: from `{cohort}` or `{pair}` in the
path (deploy/decisions/0013-who-may-do-what.md).
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from domain.staff.model import Permission
from entrypoints.web.guard import LARGEST

FILES = 5 * 1024 * 1024
"""How many bytes a form with files may have, or what the API takes instead of one."""


class Rule(NamedTuple):
    """Who may call a route; `act` says what it does, and goes into the staff log.

    `anybody` needs nothing, `link` a personal link, `session` somebody of the staff who has signed
    in, `token` an API token, `operator` either, and from Temporal's own pages too; these three
    need the permission as well. `names` are the fields of the form that say what it is about,
    beside what stands in the path. `largest` is how many bytes of
    a body are read, once somebody is let in.
    """

    who: Literal["anybody", "link", "session", "token", "operator"]
    permission: Permission = "account.own"
    act: str = ""
    names: tuple[str, ...] = ()
    largest: int = LARGEST


def looks(permission: Permission) -> Rule:
    """A page of the console, which changes nothing."""
    return Rule("session", permission)


def acts(permission: Permission, act: str, *names: str, largest: int = LARGEST) -> Rule:
    """A form of the console."""
    return Rule("session", permission, act, names, largest)


def reads(permission: Permission, largest: int = LARGEST) -> Rule:
    """A question to the API."""
    return Rule("token", permission, largest=largest)


def writes(permission: Permission, act: str, *names: str, largest: int = LARGEST) -> Rule:
    """A change by the API."""
    return Rule("token", permission, act, names, largest)


def decodes(permission: Permission) -> Rule:
    """What Temporal's pages and its command line ask for."""
    return Rule("operator", permission, largest=FILES)


ANYBODY = Rule("anybody")
LINK = Rule("link")

Policy = Mapping[tuple[str, str], Rule]

OPEN: Policy = {
    ("GET", "/"): ANYBODY,
    ("GET", "/healthz"): ANYBODY,
    ("GET", "/live"): ANYBODY,
    ("GET", "/ready"): ANYBODY,
}

PARTICIPANTS: Policy = {
    ("GET", "/a/{token}"): LINK,
    ("HEAD", "/a/{token}"): LINK,
    ("POST", "/a/{token}"): LINK,
    ("POST", "/a/{token}/link"): LINK,
    ("GET", "/a/{token}/{task}"): LINK,
    ("HEAD", "/a/{token}/{task}"): LINK,
    ("POST", "/a/{token}/{task}"): LINK,
}

STAFF: Policy = {
    ("GET", "/account"): looks("account.own"),
    ("POST", "/account"): acts("account.own", "changed their name or time zone"),
    ("GET", "/account/codes"): looks("account.own"),
    ("POST", "/account/codes"): acts("account.own", "turned their second step on"),
    ("POST", "/account/codes/off"): acts("account.own", "turned their second step off"),
    ("POST", "/account/codes/renew"): acts("account.own", "made new recovery codes"),
    ("GET", "/account/password"): looks("account.own"),
    ("POST", "/account/password"): acts("account.own", "changed their password"),
    ("POST", "/account/sessions"): acts("account.own", "ended sessions of theirs"),
    ("GET", "/account/tokens"): looks("account.own"),
    ("POST", "/account/tokens"): acts("account.own", "made an API token", "name"),
    ("POST", "/account/tokens/{token}/end"): acts("account.own", "ended an API token"),
    ("GET", "/enter/{ticket}"): ANYBODY,
    ("POST", "/enter/{ticket}"): ANYBODY,
    ("GET", "/sign-in"): ANYBODY,
    ("POST", "/sign-in"): ANYBODY,
    ("GET", "/sign-in/code"): ANYBODY,
    ("POST", "/sign-in/code"): ANYBODY,
    ("GET", "/sign-in/organisation"): ANYBODY,
    ("GET", "/sign-in/organisation/back"): ANYBODY,
    ("POST", "/sign-out"): acts("account.own", "signed out"),
}

CONSOLE: Policy = {
    ("GET", "/console"): looks("account.own"),
    ("GET", "/console/cohorts"): looks("boards.read"),
    ("GET", "/console/cohorts/{cohort}"): looks("boards.read"),
    ("GET", "/console/cohorts/{cohort}/report"): looks("boards.read"),
    ("GET", "/console/cohorts/{cohort}/report/{figure}/{number}"): looks("boards.read"),
    ("GET", "/console/cohorts/{cohort}/report.csv"): looks("boards.read"),
    ("GET", "/console/cohorts/{cohort}/report.xlsx"): looks("boards.read"),
    ("GET", "/console/cohorts/{cohort}/report-pairs.csv"): looks("boards.read"),
    ("GET", "/console/inbox"): looks("boards.read"),
    ("GET", "/console/inbox/several"): looks("pairs.command"),
    ("POST", "/console/inbox/several"): acts(
        "pairs.command", "decided on several cases", "decision"
    ),
    ("POST", "/console/inbox/several/try"): acts(
        "pairs.command", "tried out a decision on several cases", "decision"
    ),
    ("GET", "/console/inbox/{pair}/{episode}"): looks("pairs.read"),
    ("POST", "/console/inbox/{pair}/{episode}"): acts(
        "pairs.command", "decided on a case", "decision"
    ),
    ("POST", "/console/inbox/{pair}/{episode}/preview"): acts(
        "pairs.command", "looked at a mail before sending it"
    ),
    ("GET", "/console/launch"): looks("cohorts.launch"),
    ("POST", "/console/launch"): acts("cohorts.launch", "", largest=FILES),
    ("GET", "/console/launch/samples/{file}"): looks("cohorts.launch"),
    ("POST", "/console/launch/start"): acts(
        "cohorts.launch", "launched a cohort", "name", largest=2 * FILES
    ),
    ("GET", "/console/launch/{cohort}"): looks("cohorts.launch"),
    ("GET", "/console/pairs/{pair}"): looks("pairs.read"),
    ("GET", "/console/pairs/{pair}/{part}"): looks("pairs.read"),
    ("POST", "/console/pairs/{pair}/act"): acts(
        "pairs.command", "asked something of a mentorship", "command"
    ),
    ("GET", "/console/pulse"): looks("account.own"),
    ("GET", "/console/staff"): looks("staff.manage"),
    ("GET", "/console/staff/invite"): looks("staff.manage"),
    ("POST", "/console/staff/invite"): acts("staff.manage", "invited", "email", "role"),
    ("GET", "/console/staff/log"): looks("staff.manage"),
    ("GET", "/console/staff/{staff}"): looks("staff.manage"),
    ("POST", "/console/staff/{staff}"): acts("staff.manage", "changed the rights of", "role"),
    ("POST", "/console/staff/{staff}/link"): acts("staff.manage", "made a link for"),
    ("POST", "/console/staff/{staff}/off"): acts("staff.manage", "switched off"),
    ("POST", "/console/staff/{staff}/on"): acts("staff.manage", "switched on"),
    ("GET", "/console/webhooks"): looks("webhooks.manage"),
    ("POST", "/console/webhooks"): acts("webhooks.manage", "added a webhook", "url"),
    ("GET", "/console/webhooks/{webhook}"): looks("webhooks.manage"),
    ("POST", "/console/webhooks/{webhook}/pause"): acts("webhooks.manage", "paused a webhook"),
    ("POST", "/console/webhooks/{webhook}/redeliver"): acts(
        "webhooks.manage", "sent a dead letter again", "event"
    ),
    ("POST", "/console/webhooks/{webhook}/remove"): acts("webhooks.manage", "removed a webhook"),
    ("POST", "/console/webhooks/{webhook}/replay"): acts(
        "webhooks.manage", "let a webhook start over", "position"
    ),
    ("POST", "/console/webhooks/{webhook}/resume"): acts("webhooks.manage", "resumed a webhook"),
    ("POST", "/console/webhooks/{webhook}/secret"): acts(
        "webhooks.manage", "made a webhook a new secret"
    ),
    ("POST", "/console/webhooks/{webhook}/test"): acts("webhooks.manage", "tested a webhook"),
}

API: Policy = {
    ("GET", "/api"): ANYBODY,
    ("POST", "/api/v1/checks"): reads("cohorts.launch", largest=FILES),
    ("GET", "/api/v1/cohorts"): reads("boards.read"),
    ("POST", "/api/v1/cohorts"): writes(
        "cohorts.launch", "launched a cohort", "name", largest=FILES
    ),
    ("GET", "/api/v1/cohorts/{cohort}"): reads("boards.read"),
    ("GET", "/api/v1/cohorts/{cohort}/mentorships"): reads("boards.read"),
    ("GET", "/api/v1/inbox"): reads("pairs.read"),
    ("GET", "/api/v1/me"): reads("account.own"),
    ("GET", "/api/v1/mentorships/{pair}"): reads("pairs.read"),
    ("POST", "/api/v1/mentorships/{pair}/commands"): writes(
        "pairs.command", "gave a command", "command"
    ),
    ("GET", "/api/v1/mentorships/{pair}/timeline"): reads("pairs.read"),
    ("GET", "/api/v1/openapi.json"): ANYBODY,
    ("GET", "/api/v1/people"): reads("people.read"),
    ("GET", "/api/v1/people/{person}"): reads("people.read"),
    ("GET", "/api/v1/programs"): reads("boards.read"),
    ("GET", "/api/v1/programs/{program}"): reads("boards.read"),
    ("GET", "/api/v1/record"): reads("record.read"),
    ("POST", "/api/temporal/decode"): decodes("record.read"),
    ("POST", "/api/temporal/encode"): decodes("record.read"),
    ("GET", "/api/v1/webhooks"): reads("webhooks.manage"),
    ("POST", "/api/v1/webhooks"): writes("webhooks.manage", "added a webhook", "url"),
    ("DELETE", "/api/v1/webhooks/{webhook}"): writes("webhooks.manage", "removed a webhook"),
    ("GET", "/api/v1/webhooks/{webhook}"): reads("webhooks.manage"),
    ("POST", "/api/v1/webhooks/{webhook}/pause"): writes("webhooks.manage", "paused a webhook"),
    ("POST", "/api/v1/webhooks/{webhook}/redeliver"): writes(
        "webhooks.manage", "sent a dead letter again"
    ),
    ("POST", "/api/v1/webhooks/{webhook}/replay"): writes("webhooks.manage", "replayed a webhook"),
    ("POST", "/api/v1/webhooks/{webhook}/resume"): writes("webhooks.manage", "resumed a webhook"),
    ("POST", "/api/v1/webhooks/{webhook}/secret"): writes(
        "webhooks.manage", "made a new secret of a webhook"
    ),
    ("POST", "/api/v1/webhooks/{webhook}/test"): writes("webhooks.manage", "tested a webhook"),
}

POLICY: Policy = {**OPEN, **PARTICIPANTS, **STAFF, **CONSOLE, **API}
