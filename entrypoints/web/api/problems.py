"""Errors for programs: RFC 9457 problem details, each kind with its status and its stable code."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi.exceptions import RequestValidationError
from fastapi.params import Form
from fastapi.routing import APIRoute
from pydantic import Field
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from temporalio.service import RPCError

from adapters.temporal.connection import TemporalUnreachable
from domain.errors import CohortConflict, NotFound, TandemError
from domain.mentorship import refusals
from domain.model import Model
from domain.problems import BadInput
from domain.staff.answers import AtWork, KeyReused
from domain.webhooks.model import TooManyWebhooks, WebhookInvalid
from entrypoints.asking import NoAnswer, NobodyThere, RequestFailed
from entrypoints.web.api.cursor import CursorUnreadable
from entrypoints.web.gate import FromElsewhere, NotPermitted, TokenNeeded, rule_of
from entrypoints.web.limits import TooMany
from entrypoints.webhooks import NoSuchPosition

ROOT = "/api/"
MEDIA = "application/problem+json"
URN = "urn:tandem:problem:"
SOON = "5"  # seconds after which it makes sense to ask again
KEY = "Idempotency-Key"
AWAY = (OperationalError, InterfaceError, NoConnectionFree, RPCError)
"""What the database and Temporal raise that do not answer, or all of whose connections hang."""


class UnknownMethod(TandemError):
    """This address does not know this method; the header Allow names those that it knows."""

    code = "method_not_allowed"


class Unreadable(TandemError):
    """The body can't be read."""

    code = "body_unreadable"


class KeyMissing(TandemError):
    """A change needs the header Idempotency-Key: a new value of yours for each new change."""

    code = "idempotency_key_missing"


class TooLong(TandemError):
    """The body is larger than anything that is taken here."""

    code = "body_too_large"


class WrongMediaType(TandemError):
    """The body comes in another media type than this address takes."""

    code = "media_type_unknown"


class Outdated(TandemError):
    """What you go by has been changed meanwhile; look at it again."""

    code = "outdated"


class Invalid(TandemError):
    """Some of what was sent can't be taken; `errors` names each place."""

    code = "invalid_request"


class Broken(TandemError):
    """Something went wrong in here; it is our fault and has been noted."""

    code = "broken"


class Away(TandemError):
    """The database or the engine can't be reached at the moment."""

    code = "unavailable"


class Mistake(Model):
    """One thing that is wrong, and where: in the body, in the address, or in a file."""

    message: str
    pointer: Annotated[
        str | None, Field(description="A place in the JSON body, as in RFC 6901.")
    ] = None
    parameter: Annotated[
        str | None, Field(description="A part of the address, a header, or a field of a form.")
    ] = None
    file: Annotated[str | None, Field(description="A file that was sent.")] = None
    line: Annotated[int | None, Field(description="The line of it, from 1.")] = None


class Problem(Model):
    """Why something was not done (RFC 9457)."""

    type: Annotated[str, Field(examples=["urn:tandem:problem:mentorship_paused"])]
    title: Annotated[str, Field(examples=["This mentorship is paused; resume it first."])]
    status: Annotated[int, Field(examples=[409])]
    detail: Annotated[
        str,
        Field(
            description="The same of this very case.",
            examples=["This mentorship is paused; resume it first."],
        ),
    ]
    code: Annotated[
        str, Field(description="Stable, for programs.", examples=["mentorship_paused"])
    ]
    errors: tuple[Mistake, ...] = ()


STATUSES: dict[type[TandemError], int] = {
    Unreadable: 400,
    KeyMissing: 400,
    TokenNeeded: 401,
    NotPermitted: 403,
    FromElsewhere: 403,
    refusals.NotAllowed: 403,
    refusals.NotAParticipant: 403,
    NotFound: 404,
    UnknownMethod: 405,
    refusals.Refused: 409,
    CohortConflict: 409,
    AtWork: 409,
    Outdated: 409,
    TooLong: 413,
    WrongMediaType: 415,
    Invalid: 422,
    BadInput: 422,
    KeyReused: 422,
    CursorUnreadable: 422,
    WebhookInvalid: 422,
    NoSuchPosition: 422,
    TooManyWebhooks: 409,
    TemporalUnreachable: 503,
    refusals.UnknownCommand: 422,
    refusals.MalformedCommand: 422,
    refusals.ReasonMissing: 422,
    refusals.DateInThePast: 422,
    refusals.DateTooFar: 422,
    refusals.NoSuchEpisode: 422,
    TooMany: 429,
    Broken: 500,
    RequestFailed: 503,
    NobodyThere: 503,
    NoAnswer: 503,
    Away: 503,
}
"""The status of each kind of error; of what is not named here, that of the kind that it is of."""

OF_HTTP: dict[int, type[TandemError]] = {
    400: Unreadable,
    404: NotFound,
    405: UnknownMethod,
    413: TooLong,
}


def for_programs(request: Request) -> bool:
    """Tell whether an address belongs to the API."""
    return request.url.path.startswith(ROOT)


def answer(request: Request, error: Exception) -> Response:
    """Tell a program why something was not done."""
    mistakes = mistakes_of(error)
    known = known_error(request, error)
    problem = problem_of(known, mistakes)
    headers = {**headers_of(request, known), **getattr(request.state, "pace", {})}
    content = problem.model_dump_json(exclude_none=True)
    return Response(content, problem.status, headers, MEDIA)


def problem_of(error: TandemError, mistakes: Iterable[Mistake] = ()) -> Problem:
    """The problem that an error is."""
    kind = type(error)
    return Problem(
        type=URN + kind.code,
        title=kind.meaning(),
        status=status_of(kind),
        detail=error.message,
        code=kind.code,
        errors=tuple(mistakes),
    )


def status_of(kind: type[TandemError]) -> int:
    """The status of a kind of error."""
    return next((STATUSES[base] for base in kind.__mro__ if base in STATUSES), 500)


def known_error(request: Request, error: Exception) -> TandemError:
    """Whatever went wrong as one of our own errors; what is not known stays inside."""
    if isinstance(error, TandemError):
        return error if _is_told(error) else Broken()
    if isinstance(error, RequestValidationError):
        return _invalid(request, error)
    if isinstance(error, AWAY):
        return Away()
    if isinstance(error, HTTPException) and (kind := OF_HTTP.get(error.status_code)):
        return kind()
    return Broken()


def _is_told(error: TandemError) -> bool:
    """Whether callers may know of an error: only of kinds that have a status."""
    return status_of(type(error)) != HTTPStatus.INTERNAL_SERVER_ERROR


def _invalid(request: Request, error: RequestValidationError) -> TandemError:
    """What can't be taken: all of it comes as one kind of error, but for what HTTP has words."""
    found = [(one["type"], one["loc"]) for one in error.errors()]
    if ("missing", ("header", KEY)) in found:
        return KeyMissing()
    if any(kind == "json_invalid" for kind, _ in found):
        return Unreadable("The body is no JSON.")
    wanted = media_type(request.scope.get("route"))
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if any(loc[0] == "body" for _, loc in found) and given not in (wanted, ""):
        return WrongMediaType(f"The body must come as {wanted}.")
    return Invalid()


def media_type(route: Any) -> str:
    """The media type that a route takes."""
    body = route.body_field if isinstance(route, APIRoute) else None
    form = body is not None and isinstance(body.field_info, Form)
    return "multipart/form-data" if form else "application/json"


def mistakes_of(error: Exception) -> tuple[Mistake, ...]:
    """Everything that is wrong, each with its place."""
    if isinstance(error, BadInput):
        return tuple(Mistake(**problem.model_dump()) for problem in error.problems)
    if isinstance(error, WebhookInvalid):
        parted = (problem.partition(": ") for problem in error.problems)
        return tuple(
            Mistake(message=said, pointer=f"/{field.lower()}") for field, _, said in parted
        )
    if isinstance(error, RequestValidationError):
        return tuple(_mistake(one, error.body) for one in error.errors())
    return ()


def _mistake(error: Mapping[str, Any], body: Any) -> Mistake:
    where, *steps = error["loc"]
    if error["type"] == "json_invalid":
        return Mistake(message=f"{error['ctx']['error']}, at character {steps[0] + 1}")
    message = str(error["msg"])
    if where == "body" and isinstance(body, dict):
        tag = steps[:1] == [body.get("command")]
        return Mistake(message=message, pointer=pointer(steps[1:] if tag else steps))
    if where == "body" and not steps:
        return Mistake(message=message, pointer="")
    return Mistake(message=message, parameter=".".join(map(str, steps)))


def pointer(steps: Iterable[Any]) -> str:
    """A place in a JSON body, as in RFC 6901."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def headers_of(request: Request, error: TandemError) -> dict[str, str]:
    """What an error says in headers."""
    if isinstance(error, TokenNeeded):
        tried = ', error="invalid_token"' if "authorization" in request.headers else ""
        return {"WWW-Authenticate": f'Bearer realm="Tandem"{tried}'}
    if isinstance(error, NotPermitted):
        scope = rule_of(request.method, request.scope["route"].path).permission
        said = f'Bearer realm="Tandem", error="insufficient_scope", scope="{scope}"'
        return {"WWW-Authenticate": said}
    if isinstance(error, UnknownMethod):
        return {"Allow": ", ".join(methods_at(request))}
    if isinstance(error, TooMany):
        return {"Retry-After": str(error.wait), "RateLimit": f'"token";r=0;t={error.wait}'}
    if status_of(type(error)) == HTTPStatus.SERVICE_UNAVAILABLE or isinstance(error, AtWork):
        return {"Retry-After": SOON}
    return {}


def methods_at(request: Request) -> list[str]:
    """The methods that an address knows, over all its routes."""
    routes = [route for route in request.app.routes if isinstance(route, APIRoute)]
    there = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    found = {method for route in there for method in route.methods or ()}
    return sorted(found | {"HEAD"} if "GET" in found else found)
