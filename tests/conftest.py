"""What every test shares."""

from hypothesis import settings

# A slow machine is no fault of a mentorship.
settings.register_profile("tandem", deadline=None)
settings.load_profile("tandem")
