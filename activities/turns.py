"""What time has brought: recorded first, then sent, in one activity."""

from temporalio import activity

from activities import contracts
from activities.heartbeat import at_work
from activities.messages import MessageActivities
from activities.record import RecordActivities


class TurnActivities:
    """Carries out turns that nobody waits for: deploy/decisions/0007-*.md."""

    def __init__(self, record: RecordActivities, messages: MessageActivities) -> None:
        self._record = record
        self._messages = messages

    @activity.defn(name=contracts.CARRY_OUT)
    async def carry_out(self, turn: contracts.CarryOut) -> contracts.Deliveries:
        """Append facts, then deliver their messages; after a conflict nothing is sent."""
        await at_work(self._record.append, turn.batch)
        return await self._messages.deliver(turn.post)
