"""What every test shares."""

from hypothesis import settings

pytest_plugins = ["tests.browser.plugin", "tests.postgres.plugin"]

# A slow machine is no fault of a mentorship.
settings.register_profile("tandem", deadline=None)
settings.load_profile("tandem")
