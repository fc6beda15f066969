"""What happens with personal links."""

from datetime import datetime
from typing import Literal

from domain.mentorship.events.base import Event


class LinkRequested(Event):
    """A new personal link goes to the address on file of `to`; it opens `task` until `expires`.

    `withdrawn`: every link that `to` was sent before stops working.
    """

    by: str
    to: Literal["mentee", "mentor"]
    task: str
    expires: datetime
    withdrawn: bool = False
