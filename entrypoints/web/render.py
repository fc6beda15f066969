"""Templates: everything escaped, dates in the reader's zone, the same strict headers for all."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.responses import HTMLResponse

from adapters.mail import words as mail
from domain.durations import words
from entrypoints.moments import Times
from entrypoints.vocabulary import plain

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"


def page(name: str, values: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """Show a template."""
    return HTMLResponse(TEMPLATES.get_template(name).render(values), status)


def _zone(context: Context) -> str:
    return str(context.get("zone", "UTC"))


@pass_context
def _day(context: Context, value: date | datetime) -> Markup:
    """A day in words, which the browser may put into the reader's language."""
    zone = _zone(context)
    if not isinstance(value, datetime):
        return _time(value.isoformat(), "day", "UTC", mail.day(value, zone))
    return _time(value.isoformat(), "day", zone, mail.day(value, zone))


@pass_context
def _moment(context: Context, value: datetime) -> Markup:
    """A moment in words: `Tuesday 3 March 2026, 14:00`."""
    zone = _zone(context)
    return _time(value.isoformat(), "moment", zone, moment(value, zone))


@pass_context
def _brief(context: Context, value: datetime) -> Markup:
    """A moment where there is little room: `3 Mar 2026 14:00`."""
    zone = _zone(context)
    return _time(value.isoformat(), "brief", zone, Times(zone).moment(value))


@pass_context
def _date(context: Context, value: datetime) -> Markup:
    """A day where there is little room: `3 Mar 2026`."""
    zone = _zone(context)
    return _time(value.isoformat(), "date", zone, Times(zone).day(value))


@pass_context
def _clock(context: Context, value: datetime) -> Markup:
    """The time of day alone."""
    zone = _zone(context)
    return _time(value.isoformat(), "clock", zone, f"{value.astimezone(mail.zone(zone)):%H:%M}")


@pass_context
def _there(context: Context, value: datetime, zone: str) -> Markup:
    """The same moment where somebody else is; without the day where it is the same one."""
    here, there = (value.astimezone(mail.zone(name)) for name in (_zone(context), zone))
    if here.date() == there.date():
        return _time(value.isoformat(), "clock", zone, f"{there:%H:%M}")
    return _time(value.isoformat(), "moment", zone, moment(value, zone))


def moment(value: datetime, zone: str) -> str:
    """A moment as plain text, without its zone."""
    return f"{mail.day(value, zone)}, {value.astimezone(mail.zone(zone)):%H:%M}"


def _time(iso: str, style: str, zone: str, text: str) -> Markup:
    mark = Markup('<time datetime="{}" data-style="{}" data-zone="{}">{}</time>')
    return mark.format(iso, style, zone, text)


def _place(zone: str) -> str:
    """A time zone as people say it: `Lisbon`."""
    return zone.rpartition("/")[2].replace("_", " ")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": _day,
        "moment": _moment,
        "brief": _brief,
        "date": _date,
        "clock": _clock,
        "lasting": words,
    }
    environment.filters |= {
        "there": _there,
        "place": _place,
        "each": mail.each,
        "goals": mail.goals,
    }
    environment.filters |= {"code": plain}
    environment.filters |= {"pairs": lambda options: [(one.key, one.words) for one in options]}
    return environment


TEMPLATES = _environment()
