"""Names as they are searched: `zajac` finds Zając, and `strasse` finds Straße."""

from unicodedata import combining, normalize

_WHOLE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
"""Letters that don't come apart into one of ours and a mark."""


def folded(text: str) -> str:
    """A text without capitals, accents and doubled spaces."""
    bare = "".join(c for c in normalize("NFKD", text.casefold()) if not combining(c))
    return " ".join(bare.translate(_WHOLE).split())
