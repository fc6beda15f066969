"""The base of every value that Tandem passes around or writes down."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict

put = object.__setattr__


class Model(BaseModel):
    """A value that never changes once made and refuses fields that it does not know."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,  # names and texts, which workers log when they can't read them
    )

    def changed(self, **fields: Any) -> Self:
        """The same value with some fields changed; they are trusted, that is not validated.

        It is `model_copy(update=fields)` at half the cost, for folding does little else. That is
        safe because a value is its fields and no more: there is nothing extra or private to copy,
        and what is shared with the old value is never changed.
        """
        new = object.__new__(type(self))
        put(new, "__dict__", {**self.__dict__, **fields})
        put(new, "__pydantic_fields_set__", self.__pydantic_fields_set__ | fields.keys())
        put(new, "__pydantic_extra__", None)
        put(new, "__pydantic_private__", None)
        return new
