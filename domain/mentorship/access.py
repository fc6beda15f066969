"""Personal links: a new one on request, and the old ones withdrawn where they went astray.

Why there is no table of them: deploy/decisions/0011-personal-links.md.
"""

from datetime import datetime

from domain.mentorship import events as e
from domain.mentorship import refusals
from domain.mentorship.commands import SendLink
from domain.mentorship.messages import Link
from domain.mentorship.parties import PAIR
from domain.mentorship.post import Post, sends
from domain.mentorship.state import Changes, State
from domain.mentorship.turn import Turn, decides, folds


@decides(SendLink)
def send_link(turn: Turn, command: SendLink) -> None:
    """Send a new link to the address on file, and nowhere else."""
    turn.only(*PAIR, "manager", "deputy")
    to = next((role for role in PAIR if role == (command.to or turn.by)), None)
    if to is None:
        raise refusals.MalformedCommand("`to` is missing: the mentee or the mentor.")
    if turn.by in PAIR and to != turn.by:
        raise refusals.NotAllowed("You can ask for a link of your own only.")
    if to in turn.state.erased:
        raise refusals.NotAParticipant(f"The {to} of this mentorship was erased.")
    turn.note(
        e.LinkRequested(
            by=turn.by,
            to=to,
            task=command.task,
            expires=turn.at + turn.state.program.reviews.close_after,
            withdrawn=command.withdraw,
        )
    )


@folds(e.LinkRequested)
def _(state: State, event: e.LinkRequested, at: datetime) -> Changes:
    since = {**state.links_since, event.to: at} if event.withdrawn else state.links_since
    return {"links_since": since}


@sends(e.LinkRequested)
def _(post: Post, _state: State, event: e.LinkRequested) -> None:
    facts = {"task": event.task.partition(":")[0], "withdrawn": event.withdrawn}
    link = Link(task=event.task, expires=event.expires)
    post.write(event.to, "personal_link", facts, link=link, useful_until=event.expires)
