"""The release is called the same wherever it is named."""

import re

import pytest

from tests.deploy.release import RELEASE, ROOT

NAMED = {
    "CHANGELOG.md": r"^## (\S+)",
    "deploy/Dockerfile": r"--tag tandem:(\S+)",
    "deploy/compose.yaml": r"TANDEM_IMAGE:-tandem:([^}]+)",
    "deploy/kubernetes/base/kustomization.yaml": r"newTag: ([^}]+)",
}


@pytest.mark.parametrize("file", NAMED)
def test_a_file_speaks_of_the_release_that_this_is(file: str) -> None:
    found = re.search(NAMED[file], (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)

    assert found
    assert found[1] == RELEASE
