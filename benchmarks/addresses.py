"""Where the pages are that the benchmarks open."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from domain.mentorship.storage import fold
from domain.readmodels.board import place_of
from domain.record import InboxRow
from entrypoints.bootstrap import Store, make_links
from entrypoints.settings import Settings

DAY = timedelta(days=1)


def of_staff(store: Store, case: InboxRow) -> dict[str, str]:
    """Pages of the console, about a pair that has stalled and its cohort."""
    row = store.board.pair(case.mentorship)
    assert row is not None
    board = f"/console/cohorts/{row.cohort}"
    from_here = urlencode({"after": place_of(row, "health").text(), "seen": 1000})
    return {
        "cohort list": "/console/cohorts",
        "board": board,
        "board, a page amid it": f"{board}?{from_here}",
        "board, filtered": f"{board}?health=good&stage=active&sort=last",
        "board, searched": f"{board}?{urlencode({'q': row.mentorship})}",
        "inbox": "/console/inbox",
        "inbox, one case": f"/console/inbox/{case.id}",
        "pair": f"/console/pairs/{row.mentorship}",
        "pair, why": f"/console/pairs/{row.mentorship}/why",
        "report": f"{board}/report",
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
