"""What every event has in common: a name and the number of its stored format."""

import re
from typing import Any, ClassVar

from domain.model import Model


class Event(Model):
    """A fact; `schema` numbers its stored format and rises when the meaning of a field changes."""

    SCHEMA: ClassVar[int] = 1
    TYPE: ClassVar[str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.TYPE = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
