"""What of a fact is personal: free text, names, addresses; and what is left once it is erased.

Why so: deploy/decisions/0017-a-key-for-each-person.md.
"""

from typing import Any, Final

ERASED: Final = "[erased]"
"""What a name or a text reads as once the person it belonged to was erased."""


class Personal:
    """Marks a field of an event as personal, and says whose it is.

    `of` are roles of the pair, or fields that hold a role; a field that names the staff, or
    nobody, means both of the pair, and one that names the program itself nobody: its words are
    codes. Within the field, the values under the keys `spared` stay readable, and the lists under
    `emptied` become empty instead of as many times "erased".
    """

    def __init__(
        self, *of: str, spared: tuple[str, ...] = (), emptied: tuple[str, ...] = ()
    ) -> None:
        self.of = of
        self.spared = frozenset(spared)
        self.emptied = frozenset(emptied)

    def without(self, value: Any) -> Any:
        """What is left of a value: every text is erased, numbers and what is spared stay."""
        if isinstance(value, str):
            return ERASED if value else value
        if isinstance(value, list | tuple):
            return [self.without(each) for each in value]
        if isinstance(value, dict):
            return {key: self._within(key, each) for key, each in value.items()}
        return value

    def _within(self, key: str, value: Any) -> Any:
        if key in self.spared:
            return value
        return [] if key in self.emptied else self.without(value)


def is_erased(text: str) -> bool:
    """Tell whether a name or a text was erased."""
    return text == ERASED
