"""Who may send an effect, whatever the deliveries are kept in."""

from datetime import datetime, timedelta

from domain.errors import BeingSent
from domain.mentorship.messages import Message
from domain.record import DeliveryRow

LEASE = timedelta(seconds=15)
"""How long a claim lasts unless its sender renews it, as long as it lives."""

FINAL = frozenset({"delivered", "bounced", "skipped"})


def may_send(row: DeliveryRow, claimed_at: datetime, now: datetime, lease: timedelta) -> bool:
    """Tell whether an effect is free for one more attempt; False means that it is settled.

    A sender that has neither settled its effect nor renewed its claim when the lease ends counts
    as dead. Before that, a second attempt gets `BeingSent` and is to try again
    later.
    """
    if row.status == "sending" and now - claimed_at < lease:
        raise BeingSent(f"Another attempt is sending message {row.effect} right now.")
    return row.status not in FINAL


def first_claim(message: Message, message_id: str, at: datetime) -> DeliveryRow:
    """The row of an effect that nobody has tried to send before."""
    return DeliveryRow(
        effect=message.id,
        mentorship=message.mentorship,
        kind=message.kind,
        person=message.to.person,
        status="sending",
        attempts=1,
        reason="",
        message_id=message_id,
        at=at,
    )
