"""Which role an organisation gives somebody, by what its own sign-in says of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.model import Model
from domain.staff.model import EVERY_PROGRAM, ROLES, Role

EXAMPLE = "groups: mentoring-admins=admin; mentoring-team=manager career-growth; audit=viewer"


class Given(Model):
    """A role with its programs, for whoever has this value among those of the claim."""

    value: str
    role: Role
    programs: tuple[str, ...] = (EVERY_PROGRAM,)


class RoleMap(Model):
    """From the values of one claim to roles."""

    claim: str
    given: tuple[Given, ...]

    def of(self, claims: Mapping[str, Any]) -> Given | None:
        """The strongest role that somebody's values give; programs of the same role add up."""
        said = claims.get(self.claim, ())
        values = {said} if isinstance(said, str) else set(map(str, said or ()))
        ours = [one for one in self.given if one.value in values]
        if not ours:
            return None
        role = min((one.role for one in ours), key=ROLES.index)
        names = [name for one in ours if one.role == role for name in one.programs]
        programs = (EVERY_PROGRAM,) if EVERY_PROGRAM in names else tuple(dict.fromkeys(names))
        return Given(value="", role=role, programs=programs)


def read(text: str) -> RoleMap:
    """Read `claim: value=role program program; value=role`; raises `ValueError`."""
    claim, colon, rest = text.partition(": ")
    if not colon or not claim.strip():
        raise ValueError(f"must begin with the name of a claim, as: {EXAMPLE}")
    return RoleMap(claim=claim.strip(), given=tuple(_given(rest)))


def _given(text: str) -> Iterator[Given]:
    for part in filter(None, map(str.strip, text.split(";"))):
        value, _, words = part.rpartition("=")
        name, *programs = words.split() or [""]
        role = next((role for role in ROLES if role == name), None)
        if not value or role is None:
            raise ValueError(f"{part} gives no role; one of {', '.join(ROLES)}, as: {EXAMPLE}")
        whole = role == "admin" or not programs
        yield Given(
            value=value.strip(),
            role=role,
            programs=(EVERY_PROGRAM,) if whole else tuple(programs),
        )
