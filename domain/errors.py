"""The root of every error that Tandem raises on purpose.

A subclass says what went wrong in its docstring, whose first paragraph is the message that people
read, and carries a stable ``code`` for programs::

    class MentorIsFull(TandemError):
        '''This mentor has no room for another mentee.'''

        code = "mentor_is_full"
"""

import inspect
from typing import ClassVar


class TandemError(Exception):
    """Tandem could not do what was asked."""

    code: ClassVar[str] = "tandem_error"

    def __init__(self, message: str | None = None) -> None:
        """Take a message that says more than the class docstring does, if there is one."""
        self.message = message or self.meaning()
        super().__init__(self.message)

    def __str__(self) -> str:
        """Return the message, on its own."""
        return self.message

    @classmethod
    def meaning(cls) -> str:
        """Join the lines of the docstring's first paragraph; inherit it where there is none."""
        first_paragraph = (inspect.getdoc(cls) or "").partition("\n\n")[0]
        return " ".join(first_paragraph.split())


class RecordConflict(TandemError):
    """The record already holds other facts at these versions."""

    code = "record_conflict"


class CohortConflict(TandemError):
    """A cohort of this name was launched with another program or start."""

    code = "cohort_conflict"


class NotFound(TandemError):
    """There is nothing of that name."""

    code = "not_found"


class RecipientRefused(TandemError):
    """The mail server refused this recipient for good."""

    code = "recipient_refused"


class MailUnavailable(TandemError):
    """The mail server can't take messages at the moment."""

    code = "mail_unavailable"


class BeingSent(TandemError):
    """Another attempt is sending this message right now."""

    code = "being_sent"


class UnknownKey(TandemError):
    """Something was encrypted under a key that is not on the ring."""

    code = "unknown_key"
