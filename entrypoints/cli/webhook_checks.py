"""What `tandem doctor` asks about webhooks: are all delivered, and does each have its workflow?"""

from collections.abc import Iterator

from temporalio.client import Client

from adapters.temporal.checkup import workers
from adapters.temporal.webhooks import webhook_queue
from entrypoints.cli.reach import data_option, record_of
from entrypoints.moments import count
from entrypoints.recovering_webhooks import recover_webhooks
from entrypoints.settings import Settings
from entrypoints.webhooks import Look

FAR = 1000
"""A subscription that is behind by so many facts is late, though nothing fails."""


def troubles(found: list[Look]) -> Iterator[str]:
    """What stands still or was given up, one line each."""
    for look in found:
        webhook, progress = look.webhook, look.webhook.progress
        name = f"{webhook.id} to {webhook.url}"
        if webhook.paused and not on_purpose(look):
            yield f"{name}: paused. {webhook.paused}"
        elif progress.attempts:
            times = count(progress.attempts, "attempt")
            yield f"{name}: {count(look.lag, 'fact')} behind, {times} failed: {progress.error}"
        elif look.lag > FAR and not webhook.paused:
            yield f"{name}: {look.lag} facts behind"
        if look.letters:
            yield f"{name}: {count(len(look.letters), 'dead letter')}, see tandem webhook show"


def on_purpose(look: Look) -> bool:
    """Somebody has paused it, and nothing is wrong."""
    return look.webhook.paused.startswith("by ")


def fine(found: list[Look]) -> str:
    """How it is where nothing is wrong."""
    if not found:
        return "nobody has subscribed"
    asleep = [look.webhook.id for look in found if on_purpose(look)]
    said = f"{count(len(found) - len(asleep), 'subscription')} served"
    return f"{said}, paused on purpose: {', '.join(asleep)}" if asleep else said


async def unserved(settings: Settings, client: Client) -> list[str]:
    """Subscriptions whose workflow is missing, or that no worker serves."""
    with record_of(settings) as store:
        fates = await recover_webhooks(client, settings.task_queue, store.webhooks, dry=True)
    lost = [fate.id for fate in fates if fate.found == "missing"]
    remedy = f"restart it with: tandem recover{data_option(settings)}"
    lines = [f"{webhook} has no workflow; {remedy}" for webhook in lost]
    queue = webhook_queue(settings.task_queue)
    if fates and not await workers(client, queue):
        lines.append(f"no worker asks task queue {queue} for work")
    return lines
