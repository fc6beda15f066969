"""The workflows of subscriptions: what they are called, and where they run."""

from adapters.temporal.runs import Start
from domain.webhooks.model import Webhook


def webhook_queue(task_queue: str) -> str:
    """The task queue of webhooks, beside that of everything else."""
    return f"{task_queue}-webhooks"


def webhook_workflow(webhook: str) -> str:
    """The workflow id of a subscription."""
    return f"webhook-{webhook}"


def webhook_start(webhook: Webhook) -> Start:
    """How the workflow of a subscription begins; it goes on where its row says."""
    words = f"{', '.join(webhook.types)} of {', '.join(webhook.programs)}"
    return Start("Webhook", webhook_workflow(webhook.id), {"webhook": webhook.id}, words)
