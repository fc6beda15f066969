"""What a program will send to a pair for which all goes well: an estimate, made of its rules."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain.model import Model
from domain.program.model import Program

BOTH = 2
CELEBRATED = 3  # the first meeting, the half-way point, the completion
MOMENT = timedelta(microseconds=1)


class Post(Model):
    """So many messages of a kind to the two of a pair together."""

    what: str
    messages: int


class Dates(Model):
    """The dates of a pair, if both sign on the day on which they are invited."""

    start: datetime
    sign_until: datetime
    reviews: tuple[datetime, ...]
    end: datetime


def posts(program: Program) -> tuple[Post, ...]:
    """The messages of a whole mentorship; reminders of what comes too late are not among them."""
    return tuple(post for post in _posts(program) if post.messages)


def dates(program: Program, start: datetime) -> Dates:
    """When a pair that starts at a moment is to do what."""
    every, count = program.reviews.every, reviews(program)
    return Dates(
        start=start,
        sign_until=start + program.agreement.due_after,
        reviews=tuple(start + n * every for n in range(1, count + 1)),
        end=start + program.length,
    )


def rhythms(program: Program) -> int:
    """How many times the rhythm of meetings comes round."""
    return program.length // program.meetings.every


def reviews(program: Program) -> int:
    """How many reviews open before the end."""
    return (program.length - MOMENT) // program.reviews.every


def _posts(program: Program) -> Iterator[Post]:
    meetings, closure = program.meetings, program.closure
    times = rhythms(program)
    yield Post(what="Invitations to the program", messages=BOTH)
    if meetings.mode == "booked":
        reminders = BOTH * times * len(meetings.remind_before)
        yield Post(what="Invitations to meetings", messages=BOTH * times)
        yield Post(what="Reminders of meetings", messages=reminders)
        yield Post(what="Questions whether a meeting took place", messages=BOTH * times)
        yield Post(what="Questions whether it is a good fit", messages=BOTH * meetings.fit_check)
    else:
        yield Post(what="Questions whether the two are in touch", messages=BOTH * times)
    yield Post(what="Reviews", messages=BOTH * reviews(program))
    yield Post(what="Celebrations", messages=BOTH * CELEBRATED)
    yield Post(what="Notices before the end", messages=BOTH * len(closure.notice_before))
    ending = 2 + (closure.certificate is not None)  # the final assessment and the farewell
    yield Post(what="The end: final assessment, farewell, certificate", messages=BOTH * ending)
    yield Post(what="Follow-up", messages=BOTH * (closure.follow_up_after is not None))
