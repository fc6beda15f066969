"""What every test shares."""

import os

from hypothesis import settings

pytest_plugins = ["tests.browser.plugin", "tests.postgres.plugin", "tests.tools"]

# A slow machine is no fault of a mentorship.
settings.register_profile("tandem", deadline=None)
settings.load_profile("tandem")

# Nor may a test write into the installation that the shell it was started from works on.
for name in [one for one in os.environ if one.startswith("TANDEM_")]:
    if not name.startswith("TANDEM_TEST_"):
        del os.environ[name]
