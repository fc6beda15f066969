"""What a manager may ask of a mentorship, each command with what it takes."""

import json
from typing import Annotated, Literal, get_args

from fastapi.exceptions import RequestValidationError
from pydantic import Field, TypeAdapter, ValidationError

from domain.mentorship.commands import DecideEpisode, End, Extend, Pause, Resume, SendLink
from domain.model import Model


class AskDecide(Model):
    """Decide on an open escalation.

    `nudge`, `log_call` and `dismiss` need a `note`, `extend` needs `weeks`; `end` takes a `reason`
    and `pause` a `resume_on`.
    """

    command: Literal["decide_episode"]
    data: Annotated[
        DecideEpisode,
        Field(examples=[{"episode": 1, "decision": "log_call", "note": "Both are well."}]),
    ]


class AskPause(Model):
    """Stop every timer, and cancel what is booked."""

    command: Literal["pause"]
    data: Annotated[
        Pause,
        Field(examples=[{"reason": "parental leave", "resume_on": "2027-03-01T09:00:00Z"}]),
    ]


class AskResume(Model):
    """Go on; every later date moves by the length of the pause."""

    command: Literal["resume"]
    data: Annotated[Resume, Field(examples=[{}])] = Resume()


class AskExtend(Model):
    """Add weeks before the planned end."""

    command: Literal["extend"]
    data: Annotated[Extend, Field(examples=[{"weeks": 4}])]


class AskEnd(Model):
    """End early; what still hangs is cancelled, and both are told."""

    command: Literal["end"]
    data: Annotated[End, Field(examples=[{"reason": "changed_role", "note": ""}])]


class AskLink(Model):
    """Mail somebody a new personal link; `to` is needed, `withdraw` ends the older ones."""

    command: Literal["send_link"]
    data: Annotated[SendLink, Field(examples=[{"to": "mentee", "withdraw": False}])]


Asked = Annotated[
    AskDecide | AskPause | AskResume | AskExtend | AskEnd | AskLink,
    Field(discriminator="command"),
]
STRICT: TypeAdapter[Asked] = TypeAdapter(Asked)
KINDS: tuple[type[Model], ...] = get_args(get_args(Asked)[0])


def strictly(body: bytes) -> Asked:
    """Read a command as JSON means it: no number is a text, and none a yes or no.

    Raises `RequestValidationError` with every place.
    """
    try:
        return STRICT.validate_json(body, strict=True)
    except ValidationError as error:
        found = [{**one, "loc": ("body", *one["loc"])} for one in error.errors()]
        raise RequestValidationError(found, body=json.loads(body)) from None
