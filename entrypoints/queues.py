"""The task queues of an installation, and which role of a worker serves each."""

from typing import Literal, NamedTuple

from activities.contracts import mail_queue
from adapters.temporal.webhooks import webhook_queue

Role = Literal["workflows", "activities", "all"]
"""What a worker does: the waiting and deciding, the work in the world, or both
(deploy/decisions/0025-queues-roles-and-the-pace-of-mail.md)."""


class Queue(NamedTuple):
    """One side of a task queue: `kind` is what lies there, `work` says what that is."""

    name: str
    kind: Literal["workflows", "activities"]
    work: str


def queues(task_queue: str) -> tuple[Queue, ...]:
    """Everything that the workers of an installation ask for work."""
    hooks = webhook_queue(task_queue)
    return (
        Queue(task_queue, "workflows", "pairs and cohorts"),
        Queue(task_queue, "activities", "the record and launches"),
        Queue(mail_queue(task_queue), "activities", "mail"),
        Queue(hooks, "workflows", "subscriptions"),
        Queue(hooks, "activities", "webhooks"),
    )
