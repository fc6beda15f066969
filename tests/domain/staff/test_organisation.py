"""Which role an organisation gives somebody."""

import pytest

from domain.staff.organisation import EXAMPLE, read

ROLES = read(
    "groups: cn=chiefs,dc=x=admin; team=manager one two; more=manager two three; audit=viewer"
)


@pytest.mark.parametrize(
    ("claims", "role", "programs"),
    [
        ({"groups": ["audit"]}, "viewer", ("*",)),
        ({"groups": "audit"}, "viewer", ("*",)),
        ({"groups": ["audit", "team"]}, "manager", ("one", "two")),
        ({"groups": ["more", "team", "unknown"]}, "manager", ("one", "two", "three")),
        ({"groups": ["team", "cn=chiefs,dc=x"]}, "admin", ("*",)),
    ],
)
def test_the_strongest_role_counts_and_its_programs_add_up(
    claims: dict[str, object], role: str, programs: tuple[str, ...]
) -> None:
    given = ROLES.of(claims)

    assert given is not None
    assert (given.role, given.programs) == (role, programs)


@pytest.mark.parametrize("claims", [{}, {"groups": []}, {"groups": None}, {"groups": "tea"}])
def test_whoever_is_in_none_of_the_groups_gets_no_role(claims: dict[str, object]) -> None:
    assert ROLES.of(claims) is None


def test_the_example_of_the_documentation_can_be_read() -> None:
    assert [given.role for given in read(EXAMPLE).given] == ["admin", "manager", "viewer"]


@pytest.mark.parametrize(
    "text", ["groups", "groups: x", "groups: x=queen", ": x=admin", "g: =admin"]
)
def test_what_can_not_be_read_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="groups: mentoring-admins=admin"):
        read(text)
