"""What the doctor says: one question, its answer, and what is wrong, one by one."""

from typing import Literal

from domain.model import Model

Status = Literal["ok", "trouble", "unreachable"]


class Check(Model):
    """The answer to one question; `details` name what is wrong, one by one."""

    name: str
    status: Status
    says: str
    details: tuple[str, ...] = ()


def none_of(name: str, found: list[str], trouble: str, fine: str, many: int = 0) -> Check:
    """Nothing should be found; `many` is how many there are where not all of them are named."""
    if not found:
        return Check(name=name, status="ok", says=fine)
    says = f"{max(many, len(found))} {trouble}"
    return Check(name=name, status="trouble", says=says, details=tuple(found))


def in_trouble(name: str, says: str) -> Check:
    """It could be asked, and the answer is no."""
    return Check(name=name, status="trouble", says=says)
