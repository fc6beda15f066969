"""Where the pages are that the benchmarks open."""

from datetime import UTC, datetime, timedelta

from domain.mentorship.storage import fold
from domain.record import InboxRow
from entrypoints.bootstrap import Store, make_links
from entrypoints.settings import Settings

DAY = timedelta(days=1)


def of_staff(case: InboxRow) -> dict[str, str]:
    """Pages of the console, about a pair that has stalled."""
    return {
        "cohort list": "/console/cohorts",
        "inbox": "/console/inbox",
        "inbox, one case": f"/console/inbox/{case.id}",
    }


def of_participants(settings: Settings, store: Store, pair: str) -> dict[str, str]:
    """Pages that the mentee of a pair opens from the mail."""
    links, now = make_links(settings), datetime.now(UTC)
    state = fold(pair, store.events.stream(pair))
    assert state is not None
    survey = next(one for one in state.surveys if one.kind == "review")
    tasks = {
        "my mentorship": "mentorship",
        "agreement": "agreement",
        "survey": f"survey:{survey.id}",
        "meeting": f"meeting:{state.meetings[0].number}",
    }
    return {
        what: links.url(pair, state.mentee.person, task, now + DAY).removeprefix(
            settings.public_url
        )
        for what, task in tasks.items()
    }


def stalled(store: Store, prefix: str) -> InboxRow:
    """A case of silence, of a pair whose id begins so."""
    cases = (case for case in store.board.inbox() if case.mentorship.startswith(prefix))
    return next(case for case in cases if case.trigger == "no_contact")
