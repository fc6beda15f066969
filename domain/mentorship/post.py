"""How the messages of a fact are written: numbered, addressed, with their facts."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from domain.mentorship.messages import Kind, Link, Message
from domain.mentorship.parties import PAIR
from domain.mentorship.state import State, other
from domain.mentorship.turn import EFFECTS, E, Fact


class Post:
    """Collects the messages of one fact and numbers them."""

    def __init__(self, state: State, fact: Fact) -> None:
        """Start with the state as it is after the fact."""
        self.state = state
        self.fact = fact
        self.messages: list[Message] = []
        self.recipient = cache(state.recipient)

    def to(self, roles: Sequence[str], kind: Kind, facts: dict[str, Any], **more: Any) -> None:
        """Write one message to each of the roles that somebody holds."""
        for role in roles:
            self.write(role, kind, facts, **more)

    def write(
        self, role: str, kind: Kind, facts: dict[str, Any], link: Link | None = None, **more: Any
    ) -> None:
        state, fact = self.state, self.fact
        recipient = self.recipient(role)
        if recipient is None or role in state.erased:
            return
        partner = {"partner": state.party(other(role)).name} if role in PAIR else {}
        self.messages.append(
            Message(
                id=f"{state.id}/{fact.version}/{len(self.messages) + 1}",
                kind=kind,
                to=recipient,
                mentorship=state.id,
                cohort=state.cohort,
                program=state.program.title,
                manager=state.program.people.manager.name,
                manager_email=state.program.people.manager.email,
                at=fact.at,
                link=link,
                facts={**partner, **facts},
                **more,
            )
        )


Writer = Callable[[Post, State, Any], None]


def sends(event: type[E]) -> Callable[[Callable[[Post, State, E], None]], Writer]:
    """Register which messages follow from an event."""

    def register(writer: Callable[[Post, State, E], None]) -> Writer:
        def effect(state: State, fact: Fact) -> Sequence[Message]:
            post = Post(state, fact)
            writer(post, state, fact.event)  # type: ignore[arg-type]
            return post.messages

        EFFECTS[event] = effect
        return writer

    return register


def iso(moment: datetime | None) -> str | None:
    """A moment as ISO 8601."""
    return moment.isoformat() if moment else None


def standing(state: State, until: datetime | None = None) -> Link:
    """The link to one's own mentorship; it lives as long as the mentorship may."""
    last = until or state.closes or state.ends or state.at + state.program.length
    return Link(task="mentorship", expires=last)
