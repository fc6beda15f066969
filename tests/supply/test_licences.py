"""Every package that we pin has a licence that we can pass on, and is listed with it."""

from pathlib import Path

import pytest

from tests.supply.licences import LIST, allowed, document, listed
from tests.supply.lock import EVERYTHING, RUNNING


def test_the_list_of_licences_is_up_to_date() -> None:
    assert LIST.read_text(encoding="utf-8") == document(), "python -m tests.supply.licences"


@pytest.mark.parametrize("lock", [RUNNING, EVERYTHING], ids=lambda lock: lock.stem)
def test_everything_that_we_pin_has_a_licence_that_we_can_pass_on(lock: Path) -> None:
    packages = listed(lock)
    assert len(packages) > 40
    assert [package for package in packages if not allowed(package.licence)] == []


@pytest.mark.parametrize(
    ("licence", "fine"),
    [
        ("MIT", True),
        ("GPL-3.0-only OR MIT", True),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("MIT AND GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("", False),
    ],
)
def test_a_licence_is_allowed_as_far_as_all_of_it_is(licence: str, fine: bool) -> None:
    assert allowed(licence) == fine
