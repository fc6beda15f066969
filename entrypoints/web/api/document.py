"""The OpenAPI document, made of the routes, the table of policies and the kinds of problems."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic.json_schema import models_json_schema

from entrypoints.web.api.problems import KEY, MEDIA, Problem
from entrypoints.web.api.routing import BASE
from entrypoints.web.policy import POLICY, Rule

VERSION = "1"
TITLE = "Tandem"
ABOUT = (
    "Everything that the console does, for programs. Send a token of your account with every"
    " request: `Authorization: Bearer tandem_…`. It opens what its scopes name, and never more"
    " than you may do yourself; pairs of programs that are not yours are not there.\n\n"
    "Lists come in pages: go on with `after` until `next` is null, or follow the header `Link`."
    " Nothing is left out and nothing comes twice while things change, unless it is itself"
    " sorted elsewhere by the change.\n\n"
    "Changes need the header `Idempotency-Key`: the same request with the same key is carried out"
    " once, whatever happens to the answer on its way. So after a time-out, send it again.\n\n"
    "A token may ask 60 times at once and 10 times a second in the long run; `RateLimit` says how"
    " much is left, and a 429 how long to wait.\n\n"
    "Whatever is not done is answered by a problem (RFC 9457) with a stable `code`."
)
TAGS = {
    "Me": "Whom a token acts for.",
    "Programs": "The rules that cohorts follow.",
    "Cohorts": "Launches of programs: files are checked, pairs opened, progress seen.",
    "Mentorships": "Pairs: how they stand, what happened, and what a manager may do.",
    "Inbox": "The stalled pairs that need a human.",
    "People": "Who takes part, and how much of it.",
    "Record": "Every fact of every pair, in order; append-only.",
    "Webhooks": "Facts sent to other systems as they are recorded.",
}
MEANINGS = {
    400: "The body can't be read, or `Idempotency-Key` is missing.",
    401: "There is no token, or it does not work.",
    403: "The token or its owner may not do this.",
    404: "There is nothing of that name, or it is not yours to see.",
    409: "It can't be done as things stand; `code` says why.",
    413: "The body is too large.",
    415: "The body comes in another media type.",
    422: "Something of what was sent can't be taken; `errors` names the places.",
    429: "Too many requests; `Retry-After` says how long to wait.",
    500: "Our fault; it has been noted.",
    503: "The database or the engine is away; ask again, with the same key.",
}
OF_ALL = (401, 403, 429, 500, 503)
OF_BODIES = (400, 413, 415, 422)
LIMITS = {
    "RateLimit": "What is left, as in draft-ietf-httpapi-ratelimit-headers.",
    "RateLimit-Policy": "How much there is.",
}
SECURITY = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token from your account in the console. It is shown once.",
    }
}
RENAMED = {
    "Body_checkCohort": "CohortFiles",
    "Body_launchCohort": "CohortLaunch",
    "Pause-Input": "Pause",
    "Pause-Output": "PauseRules",
    "domain__mentorship__state__Agreement": "Agreement",
    "domain__program__model__Agreement": "AgreementRules",
}
"""What the framework calls models that are called alike in several modules, and forms."""

Document = dict[str, Any]


def document(app: FastAPI) -> Document:
    """Everything that the API answers, as OpenAPI 3.1."""
    routes = [route for route in app.routes if isinstance(route, APIRoute)]
    found: Document = get_openapi(
        title=TITLE,
        version=VERSION,
        summary="The API of an installation of Tandem.",
        description=ABOUT,
        routes=[route for route in routes if route.path.startswith(f"{BASE}/")],
    )
    parts = found["components"]
    for unused in ("HTTPValidationError", "ValidationError"):  # our problems stand for them
        parts["schemas"].pop(unused, None)
    _, extra = models_json_schema(
        [(Problem, "serialization")], ref_template="#/components/schemas/{model}"
    )
    parts["schemas"] = dict(sorted({**parts["schemas"], **extra["$defs"]}.items()))
    parts["securitySchemes"] = SECURITY
    parts["responses"] = {name_of(status): problem(status) for status in MEANINGS}
    found["security"] = [{"token": []}]
    used = {tag for _, _, one in operations(found) for tag in one["tags"]}
    found["tags"] = [{"name": n, "description": d} for n, d in TAGS.items() if n in used]
    for path, method, operation in operations(found):
        complete(operation, path, POLICY[method.upper(), path])
    return renamed(found)


def renamed(found: Document) -> Document:
    """The same with names that people can read, and without what nothing uses."""
    text = json.dumps(found)
    for old, new in RENAMED.items():
        text = text.replace(f'schemas/{old}"', f'schemas/{new}"')
    parts = json.loads(text).pop("components")
    schemas = {RENAMED.get(name, name): schema for name, schema in parts["schemas"].items()}
    parts["schemas"] = {n: schemas[n] for n in sorted(schemas) if f'schemas/{n}"' in text}
    return {**json.loads(text), "components": parts}


def operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    """Every operation with its path and method."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def complete(operation: Document, path: str, rule: Rule) -> None:
    """Say of an operation what follows from where it stands."""
    summary, _, rest = operation["description"].partition(". ")
    operation["summary"] = summary.removesuffix(".")
    own = rule.permission == "account.own"
    scope = "Any token will do." if own else f"Needs the scope `{rule.permission}`."
    operation["description"] = "\n\n".join(filter(None, (rest.strip(), scope)))
    operation["x-scope"] = rule.permission
    answers = operation["responses"]
    for status, answer in answers.items():
        answer["description"] = HTTPStatus(int(status)).phrase
        answer["headers"] = {name: header(about) for name, about in LIMITS.items()}
    for status in statuses(operation, path):
        answers[str(status)] = {"$ref": f"#/components/responses/{name_of(status)}"}
    operation["responses"] = dict(sorted(answers.items()))


def statuses(operation: Document, path: str) -> Iterator[int]:
    """The statuses of the problems that may come."""
    yield from OF_ALL
    if "{" in path:
        yield 404
    if operation.get("parameters"):
        yield 422
    if "requestBody" in operation:
        yield from OF_BODIES
    if any(one["name"] == KEY for one in operation.get("parameters", ())):
        yield from (400, 409)


def name_of(status: int) -> str:
    """What a kind of answer is called: `NotFound`."""
    return HTTPStatus(status).phrase.title().replace(" ", "").replace("-", "")


def problem(status: int) -> Document:
    """An answer that says why something was not done."""
    content = {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    found: Document = {"description": MEANINGS[status], "content": content}
    if status in (429, 503):
        found["headers"] = {"Retry-After": header("Seconds to wait.", "integer")}
    if status == HTTPStatus.UNAUTHORIZED:
        found["headers"] = {"WWW-Authenticate": header("`Bearer`, and what is wrong.")}
    return found


def header(about: str, kind: str = "string") -> Document:
    """A header of an answer."""
    return {"description": about, "schema": {"type": kind}}
