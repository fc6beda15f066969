"""What every test shares."""

from hypothesis import settings

pytest_plugins = ["tests.browser.plugin", "tests.postgres.plugin", "tests.tools"]

# A slow machine is no fault of a mentorship.
settings.register_profile("tandem", deadline=None)
settings.load_profile("tandem")
