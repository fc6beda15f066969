"""Who of the staff stood behind a role."""

from domain.mentorship.events.base import Event


class StaffActed(Event):
    """Somebody of the staff gave a command in a role; the facts of the same cause came of it.

    `actor` is the id of the person among the staff, `name` how they were called then, and `via`
    the way they came: `console` or `api`.
    """

    by: str
    actor: str
    name: str
    command: str
    via: str
