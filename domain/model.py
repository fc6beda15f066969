"""The base of every value that Tandem passes around or writes down."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A value that never changes once made and refuses fields that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
