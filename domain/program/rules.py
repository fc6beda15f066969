"""What the numbers of a program owe each other: no reminder after its deadline, and the like."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from operator import attrgetter

from domain.durations import words
from domain.model import Model
from domain.people import timezones
from domain.program.model import Default, Program
from domain.program.wording import Path, dotted
from domain.surveys.instruments import INSTRUMENTS

LONGEST = timedelta(weeks=520)
MAY_BE_NOTHING = {"wait", "ask_outcome_after", "notice"}


class Mistake(Model):
    """What is wrong at a path; `about` names other places that the sentence speaks of."""

    path: Path
    message: str
    about: tuple[Path, ...] = ()


def mistakes(program: Program) -> Iterator[Mistake]:
    """Everything that can't be meant, though each value alone is right."""
    for rule in RULES:
        yield from rule(program)


def _lengths(program: Program) -> Iterator[Mistake]:
    for path, value in _walk(program, ()):
        if not value and path[-1] not in MAY_BE_NOTHING:
            yield Mistake(path=path, message=f"{dotted(path)} must be longer than nothing")
        if value > LONGEST:
            yield Mistake(path=path, message=f"{dotted(path)} is longer than ten years")


def _walk(value: object, path: Path) -> Iterator[tuple[Path, timedelta]]:
    if isinstance(value, timedelta):
        yield path, value
    elif isinstance(value, Model):
        for key in type(value).model_fields:
            yield from _walk(getattr(value, key), (*path, key))
    elif isinstance(value, tuple):
        for index, one in enumerate(value):
            yield from _walk(one, (*path, index))


def _fits(program: Program) -> Iterator[Mistake]:
    """Nothing is longer than what it must fit into."""
    for shorter, longer in FITTING:
        inner, outer = _value(program, shorter), _value(program, longer)
        if inner > outer:
            yield _too_long(shorter, inner, longer, outer)


def _before(program: Program) -> Iterator[Mistake]:
    for earlier, later in ORDERED:
        first, second = _value(program, earlier), _value(program, later)
        if first >= second:
            yield Mistake(
                path=earlier,
                message=f"{dotted(earlier)}, {words(first)}, must be shorter than "
                f"{dotted(later)}, {words(second)}",
                about=(later,),
            )


def _reminders(program: Program) -> Iterator[Mistake]:
    """No reminder comes after its deadline."""
    for deadline, reminders in DEADLINES:
        until = _value(program, deadline)
        for index, after in enumerate(_list(program, reminders)):
            if after >= until:
                yield Mistake(
                    path=(*reminders, index),
                    message=f"{dotted(reminders)}: a reminder after {words(after)} comes too "
                    f"late; {dotted(deadline)} is {words(until)}",
                    about=(deadline,),
                )


def _notices(program: Program) -> Iterator[Mistake]:
    """No notice of the end comes before the beginning."""
    path: Path = ("closure", "notice_before")
    for index, before in enumerate(program.closure.notice_before):
        if before > program.length:
            yield _too_long((*path, index), before, ("length",), program.length)


def _orders(program: Program) -> Iterator[Mistake]:
    for path, rising in LISTS:
        lengths = _list(program, path)
        for index, (one, following) in enumerate(pairwise(lengths), 1):
            if one == following:
                message = f"{dotted(path)} names {words(one)} twice"
            elif (one < following) == rising:
                continue
            else:
                message = f"{dotted(path)} must go from the {_direction(rising=rising)}"
            yield Mistake(path=(*path, index), message=message)


def _direction(*, rising: bool) -> str:
    return "shortest to the longest" if rising else "longest to the shortest"


def _ladder(program: Program) -> Iterator[Mistake]:
    path: Path = ("escalation", "ladder")
    ladder = program.escalation.ladder
    defaults = [index for index, rung in enumerate(ladder) if isinstance(rung, Default)]
    if not defaults:
        ending = "{rung: default, do: pause} or {rung: default, do: end}"
        yield Mistake(path=path, message=f"{dotted(path)} must end with a last rung: {ending}")
    for index in defaults:
        if index < len(ladder) - 1:
            message = (
                f"{dotted((*path, index))}: `default` must be the last rung, and the only one"
            )
            yield Mistake(path=(*path, index), message=message)


def _hours(program: Program) -> Iterator[Mistake]:
    hours, path = program.working_hours, ("working_hours", "closes")
    if hours and not hours.days:
        message = "`working_hours.days` names no day, so no letter would ever go out"
        yield Mistake(path=("working_hours", "days"), message=message)
    if hours and hours.closes <= hours.opens:
        message = f"{dotted(path)}, {hours.closes}, must be later than `working_hours.opens`"
        yield Mistake(path=path, message=message, about=(("working_hours", "opens"),))


def _goals(program: Program) -> Iterator[Mistake]:
    limits, path = program.agreement.goals, ("agreement", "goals", "min")
    if limits.min > limits.max:
        message = f"{dotted(path)}, {limits.min}, is more than `agreement.goals.max`, {limits.max}"
        yield Mistake(path=path, message=message, about=(("agreement", "goals", "max"),))


def _surveys(program: Program) -> Iterator[Mistake]:
    """Each survey is one that we know, and one that can be used there."""
    for path, name, kind in (
        (("reviews", "survey"), program.reviews.survey, "review"),
        (("closure", "survey"), program.closure.survey, "final"),
        (("closure", "follow_up_survey"), program.closure.follow_up_survey, "follow_up"),
    ):
        fitting = ", ".join(f"`{one.name}`" for one in INSTRUMENTS.values() if one.kind == kind)
        if name not in INSTRUMENTS:
            message = f"{dotted(path)}: there is no survey `{name}`; here it can be {fitting}"
            yield Mistake(path=path, message=message)
        elif INSTRUMENTS[name].kind != kind:
            message = f"{dotted(path)}: `{name}` is for another moment; here it can be {fitting}"
            yield Mistake(path=path, message=message)


def _zones(program: Program) -> Iterator[Mistake]:
    for role in ("manager", "deputy", "sponsor"):
        contact = getattr(program.people, role)
        complaint = timezones.complaint(contact.timezone) if contact else None
        if complaint:
            path: Path = ("people", role, "timezone")
            yield Mistake(path=path, message=f"{dotted(path)}: {complaint}")


def _too_long(path: Path, inner: timedelta, longer: Path, outer: timedelta) -> Mistake:
    return Mistake(
        path=path,
        message=f"{dotted(path)}, {words(inner)}, is longer than {dotted(longer)}, {words(outer)}",
        about=(longer,),
    )


def _value(program: Program, path: Path) -> timedelta:
    found: timedelta = attrgetter(".".join(map(str, path)))(program)
    return found


def _list(program: Program, path: Path) -> Sequence[timedelta]:
    found: Sequence[timedelta] = attrgetter(".".join(map(str, path)))(program)
    return found


FITTING: tuple[tuple[Path, Path], ...] = (
    (("meetings", "every"), ("length",)),
    (("reviews", "every"), ("length",)),
    (("reviews", "close_after"), ("reviews", "every")),
    (("meetings", "length"), ("meetings", "every")),
)
ORDERED: tuple[tuple[Path, Path], ...] = (
    (("meetings", "ask_outcome_after"), ("meetings", "ask_again_after")),
    (("meetings", "ask_again_after"), ("meetings", "unknown_after")),
    (("growth", "ask_introduction_after"), ("growth", "close_introduction_after")),
    (("pause", "ask_after"), ("pause", "end_after")),
)
DEADLINES: tuple[tuple[Path, Path], ...] = (
    (("agreement", "due_after"), ("agreement", "remind_after")),
    (("reviews", "close_after"), ("reviews", "remind_after")),
)
LISTS: tuple[tuple[Path, bool], ...] = (
    (("agreement", "remind_after"), True),
    (("meetings", "remind_before"), False),
    (("reviews", "remind_after"), True),
    (("closure", "notice_before"), False),
)
RULES: tuple[Callable[[Program], Iterator[Mistake]], ...] = (
    _lengths,
    _fits,
    _before,
    _reminders,
    _notices,
    _orders,
    _ladder,
    _hours,
    _goals,
    _surveys,
    _zones,
)
