"""Recovers webhooks: a subscription whose workflow is missing goes on from its stored position."""

import asyncio
from collections.abc import Collection
from typing import Literal

from temporalio.client import Client

from adapters.temporal.runs import Runs
from adapters.temporal.webhooks import webhook_queue, webhook_start
from domain.model import Model
from domain.webhooks.ports import Webhooks


class WebhookFate(Model):
    """How the workflow of a subscription was found, and what was done about it."""

    id: str
    found: Literal["running", "missing"]
    did: Literal["", "restarted"] = ""


async def recover_webhooks(
    client: Client,
    task_queue: str,
    webhooks: Webhooks,
    *,
    dry: bool,
    stuck: Collection[str] = (),
) -> list[WebhookFate]:
    """Start what is missing, and again what is `stuck`; with `dry` only tell."""
    runs, fates = Runs(client, webhook_queue(task_queue)), []
    for webhook in await asyncio.to_thread(webhooks.list):
        start = webhook_start(webhook)
        hopeless = start.id in stuck
        if not hopeless and await runs.standing(start.id) == "running":
            fates.append(WebhookFate(id=webhook.id, found="running"))
        elif dry:
            fates.append(WebhookFate(id=webhook.id, found="missing"))
        else:
            await (runs.replace(start) if hopeless else runs.put_back(start, even_ended=True))
            fates.append(WebhookFate(id=webhook.id, found="missing", did="restarted"))
    return fates
