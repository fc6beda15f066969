"""What somebody typed into a form, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.datastructures import FormData


class Unclear(Exception):
    """Some fields can't be taken as they are; `problems` has a sentence for each of them."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(", ".join(self.problems))


class Typed:
    """The fields of a form as text; before anything was sent, what the page suggests."""

    def __init__(
        self, fields: Mapping[str, Sequence[str]] | None = None, problems: Mapping[str, str] = {}
    ) -> None:
        self.sent = fields is not None
        self.problems = problems
        self._fields = fields or {}

    @classmethod
    def of(cls, form: FormData) -> "Typed":
        """Take a form; files, which none of ours has, are left out."""
        fields: dict[str, list[str]] = {}
        for name, value in form.multi_items():
            if isinstance(value, str):
                fields.setdefault(name, []).append(value.replace("\r\n", "\n"))
        return cls(fields)

    def but(self, problems: Mapping[str, str]) -> "Typed":
        """The same, with what is wrong."""
        return Typed(self._fields, problems)

    def get(self, name: str, suggested: Any = "") -> str:
        """A field's text; what the page suggests where nothing was sent yet."""
        if not self.sent:
            return "" if suggested is None else str(suggested)
        return next(iter(self._fields.get(name, ())), "").strip()

    def every(self, name: str) -> tuple[str, ...]:
        """All that was chosen of several."""
        return tuple(self._fields.get(name, ()))

    def lines(self, name: str) -> tuple[str, ...]:
        """The lines of a field that have something in them."""
        return tuple(line.strip() for line in self.get(name).splitlines() if line.strip())

    def written(self) -> tuple[str, ...]:
        """What was said in own words: whatever is long enough to be a loss."""
        texts = (text.strip() for values in self._fields.values() for text in values)
        return tuple(text for text in texts if " " in text)

    def wrong(self, name: str) -> str:
        """What is wrong with a field; empty where nothing is."""
        return self.problems.get(name, "")
