"""What the tests of webhooks share."""

from pathlib import Path

import pytest

from tests.adapters.webhooks.authority import Authority


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)
