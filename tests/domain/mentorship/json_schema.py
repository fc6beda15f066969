"""As much of JSON Schema 2020-12 as the published schemas use; any other keyword is refused."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
    "object": (dict,),
    "array": (list,),
}
FORMATS: dict[str, Callable[[str], object]] = {
    "date": date.fromisoformat,
    "date-time": datetime.fromisoformat,
}
TEXTS = {"$schema", "$id", "$defs", "title", "description", "default"}


class Schema:
    """A whole schema; `faults` names what is wrong with a value, each with its place."""

    def __init__(self, whole: dict[str, Any]) -> None:
        self.whole = whole

    def faults(self, value: Any, part: Any = None, place: str = "data") -> Iterator[str]:
        for keyword, wanted in (self.whole if part is None else part).items():
            if keyword in TEXTS:
                continue
            if not getattr(self, "_" + keyword.strip("$"))(value, wanted):
                yield f"{place} is not right by its {keyword}"
            yield from self._below(keyword, value, wanted, place)

    def _below(self, keyword: str, value: Any, wanted: Any, place: str) -> Iterator[str]:
        if keyword == "properties" and isinstance(value, dict):
            for name in wanted.keys() & value.keys():
                yield from self.faults(value[name], wanted[name], f"{place}.{name}")
        if keyword == "items" and isinstance(value, list):
            for number, each in enumerate(value):
                yield from self.faults(each, wanted, f"{place}[{number}]")
        if keyword == "$ref":
            yield from self.faults(value, self.whole["$defs"][wanted.split("/")[-1]], place)

    def _fits(self, value: Any, part: Any) -> bool:
        return not any(self.faults(value, part))

    def _type(self, value: Any, wanted: str) -> bool:
        is_flag = isinstance(value, bool)
        return isinstance(value, TYPES[wanted]) and (wanted == "boolean" or not is_flag)

    def _enum(self, value: Any, wanted: list[Any]) -> bool:
        return value in wanted

    def _const(self, value: Any, wanted: Any) -> bool:
        return bool(value == wanted)

    def _required(self, value: Any, wanted: list[str]) -> bool:
        return not isinstance(value, dict) or value.keys() >= set(wanted)

    def _anyOf(self, value: Any, wanted: list[Any]) -> bool:  # noqa: N802 (named as the keyword)
        return any(self._fits(value, part) for part in wanted)

    def _oneOf(self, value: Any, wanted: list[Any]) -> bool:  # noqa: N802 (named as the keyword)
        return sum(self._fits(value, part) for part in wanted) == 1

    def _pattern(self, value: Any, wanted: str) -> bool:
        return not isinstance(value, str) or re.search(wanted, value) is not None

    def _minLength(self, value: Any, least: int) -> bool:  # noqa: N802 (named as the keyword)
        return not isinstance(value, str) or len(value) >= least

    def _maxLength(self, value: Any, most: int) -> bool:  # noqa: N802 (named as the keyword)
        return not isinstance(value, str) or len(value) <= most

    def _minimum(self, value: Any, least: float) -> bool:
        return not isinstance(value, int | float) or value >= least

    def _maximum(self, value: Any, most: float) -> bool:
        return not isinstance(value, int | float) or value <= most

    def _exclusiveMinimum(self, value: Any, least: float) -> bool:  # noqa: N802 (as the keyword)
        return not isinstance(value, int | float) or value > least

    def _format(self, value: Any, wanted: str) -> bool:
        try:
            return not isinstance(value, str) or bool(FORMATS[wanted](value))
        except ValueError:
            return False

    def _properties(self, *_: Any) -> bool:
        return True

    _items = _ref = _properties

    def _additionalProperties(self, _: Any, wanted: object) -> bool:  # noqa: N802 (as the keyword)
        assert wanted is True
        return True
