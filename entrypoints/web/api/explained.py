"""The OpenAPI document in words: what the page of the reference shows."""

import json
import shlex
from collections.abc import Iterator
from typing import Any, NamedTuple

from domain.errors import TandemError
from entrypoints.web.api.document import Document, operations
from entrypoints.web.api.problems import KEY, STATUSES, status_of

DEEPEST = 2  # levels of an example; what is below stands at its own model
FORMATS = {"date-time": "moment", "date": "day", "binary": "file"}
SAMPLES = {"date-time": "2027-01-04T09:00:00Z", "date": "2027-01-04", "binary": ""}
TYPES: dict[str, Any] = {"integer": 1, "number": 1.5, "boolean": True, "null": None}


class Kind(NamedTuple):
    """What a value is, in words, and the models that it is made of."""

    words: str
    models: tuple[str, ...] = ()


class Named(NamedTuple):
    """A parameter, a field of a body or of a model."""

    name: str
    kind: Kind
    required: bool
    about: str
    where: str = ""


class Choice(NamedTuple):
    """One of the bodies that an operation takes."""

    name: str
    about: str
    example: str


class Operation(NamedTuple):
    """One thing that can be asked."""

    id: str
    method: str
    path: str
    summary: str
    about: tuple[str, ...]
    parameters: tuple[Named, ...]
    body: tuple[Named, ...]
    choices: tuple[Choice, ...]
    answers: tuple[Kind, ...]
    problems: tuple[str, ...]
    curl: str
    example: str


class Group(NamedTuple):
    """Operations that belong together."""

    name: str
    about: str
    operations: tuple[Operation, ...]


class Shape(NamedTuple):
    """A model with its fields."""

    name: str
    about: str
    fields: tuple[Named, ...]


class Code(NamedTuple):
    """A kind of problem."""

    code: str
    status: int
    about: str


class Explained:
    """Everything of a document, in the order in which people read it."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._schemas: dict[str, Document] = document["components"]["schemas"]
        self._url: str = document["servers"][0]["url"]

    def groups(self) -> list[Group]:
        """All operations by what they are about."""
        every = list(operations(self._document))
        return [
            Group(
                tag["name"],
                tag["description"],
                tuple(self._operation(*one) for one in every if tag["name"] in one[2]["tags"]),
            )
            for tag in self._document["tags"]
        ]

    def shapes(self) -> list[Shape]:
        """All models by name."""
        return [
            Shape(name, schema.get("description", ""), self._fields(schema))
            for name, schema in self._schemas.items()
        ]

    def _operation(self, path: str, method: str, it: Document) -> Operation:
        schema, media = self._body(it)
        return Operation(
            id=it["operationId"],
            method=method.upper(),
            path=path,
            summary=it["summary"],
            about=tuple(it["description"].split("\n\n")),
            parameters=tuple(map(self._parameter, it.get("parameters", ()))),
            body=self._fields(self._resolved(schema)) if "oneOf" not in schema else (),
            choices=tuple(self._choices(schema)),
            answers=tuple(self._answers(it)),
            problems=tuple(status for status in it["responses"] if status >= "400"),
            curl=self._curl(path, method, it, schema, media),
            example=self._answer_example(it),
        )

    def _body(self, it: Document) -> tuple[Document, str]:
        for media, content in it.get("requestBody", {}).get("content", {}).items():
            return content["schema"], media
        return {}, ""

    def _answers(self, it: Document) -> Iterator[Kind]:
        """What comes with each status that is no problem."""
        for status, answer in it["responses"].items():
            if status < "400":
                schemas = [content["schema"] for content in answer.get("content", {}).values()]
                models = [model for schema in schemas for model in self.kind(schema).models]
                yield Kind(f"{status} {answer['description']}", tuple(models))

    def _parameter(self, it: Document) -> Named:
        about, schema = it.get("description", ""), it["schema"]
        kind = self.kind(schema)._replace(words=self.kind(schema).words + left_out(schema))
        return Named(it["name"], kind, it.get("required", False), about, it["in"])

    def _fields(self, schema: Document) -> tuple[Named, ...]:
        needed = schema.get("required", ())
        return tuple(
            Named(name, self.kind(value), name in needed, value.get("description", ""))
            for name, value in schema.get("properties", {}).items()
        )

    def _choices(self, schema: Document) -> Iterator[Choice]:
        for one in schema.get("oneOf", ()):
            model = self._resolved(one)
            command = model["properties"]["command"]["const"]
            yield Choice(command, model["description"], compact(self.example(one)))

    def kind(self, schema: Document) -> Kind:
        """What a value is."""
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            return Kind(name, (name,))
        if options := schema.get("anyOf") or schema.get("oneOf"):
            kinds = [self.kind(one) for one in options]
            models = tuple(model for one in kinds for model in one.models)
            return Kind(" or ".join(one.words for one in kinds), models)
        if schema.get("type") == "array":
            inner = self.kind(schema.get("items", {}))
            return Kind(f"list of {inner.words}", inner.models)
        if isinstance(values := schema.get("additionalProperties"), dict):
            inner = self.kind(values)
            return Kind(f"object of {inner.words}", inner.models)
        return Kind(plain(schema))

    def example(self, schema: Document, depth: int = DEEPEST) -> Any:
        """A value as it may look."""
        if "examples" in schema:
            return schema["examples"][0]
        if "$ref" in schema:
            return self.example(self._resolved(schema), depth)
        if options := schema.get("anyOf") or schema.get("oneOf"):
            return self.example(options[0], depth)
        if schema.get("type") == "array":
            return [self.example(schema["items"], depth)] if depth else []
        if "properties" in schema:
            fields = schema["properties"].items() if depth else ()
            return {name: self.example(value, depth - 1) for name, value in fields}
        return sample(schema)

    def _answer_example(self, it: Document) -> str:
        for answer in it["responses"].values():
            for content in answer.get("content", {}).values():
                return json.dumps(self.example(content["schema"]), indent=1, ensure_ascii=False)
        return ""

    def _resolved(self, schema: Document) -> Document:
        if "$ref" not in schema:
            return schema
        return self._schemas[schema["$ref"].rpartition("/")[2]]

    def _curl(self, path: str, method: str, it: Document, schema: Document, media: str) -> str:
        """The call as it is typed into a terminal."""
        places = {
            one["name"]: self.example(one["schema"])
            for one in it.get("parameters", ())
            if one["in"] == "path"
        }
        url = self._url + path.format(**places)
        way = "-X DELETE " if method == "delete" else ""
        lines = [f'curl {way}-H "Authorization: Bearer $TOKEN"']
        if any(one["name"] == KEY for one in it.get("parameters", ())):
            lines += [f'-H "{KEY}: $(uuidgen)"']
            lines += [] if schema else ["-X POST"]
        if media == "multipart/form-data":
            lines += list(self._parts(schema))
        elif schema:
            lines.append(f"--json {shlex.quote(compact(self.example(schema)))}")
        return " \\\n  ".join([*lines, shlex.quote(url)])

    def _parts(self, schema: Document) -> Iterator[str]:
        form = self._resolved(schema)
        for name in form["required"]:
            value = form["properties"][name]
            is_file = value.get("contentMediaType") or value.get("format") == "binary"
            suffix = "yaml" if name == "program" else "csv"
            given = f"@{name}.{suffix}" if is_file else self.example(value)
            yield f"-F {name}={given}"


def codes() -> list[Code]:
    """Every kind of problem that callers may meet, by its code."""
    kinds = set(_kinds(TandemError))
    told = {kind for kind in kinds if any(base in STATUSES for base in kind.__mro__)}
    found = {Code(kind.code, status_of(kind), kind.meaning()) for kind in told}
    return sorted(found)


def _kinds(kind: type[TandemError]) -> Iterator[type[TandemError]]:
    for one in kind.__subclasses__():
        yield one
        yield from _kinds(one)


def plain(schema: Document) -> str:
    """What a simple value is."""
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return " or ".join(f"`{one}`" for one in schema["enum"])
    if "contentMediaType" in schema:
        return FORMATS["binary"]
    kind = FORMATS.get(schema.get("format", "")) or str(schema.get("type", "anything"))
    return f"{kind} {between(schema)}".strip()


def left_out(schema: Document) -> str:
    """What counts where nothing is given."""
    default = schema.get("default")
    return f", `{json.dumps(default)}` if left out" if default not in (None, "") else ""


def between(schema: Document) -> str:
    """The least and the most."""
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is None or most is None:
        return ""
    return f"{least} to {most}" if most < 2**31 - 1 else f"from {least}"


def sample(schema: Document) -> Any:
    """A simple value."""
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "format" in schema:
        return SAMPLES.get(schema["format"], "")
    kind = schema.get("type", "string")
    return {} if kind == "object" else TYPES.get(kind, "")


def compact(value: Any) -> str:
    """JSON on one line."""
    return json.dumps(value, ensure_ascii=False)
