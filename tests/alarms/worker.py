"""A worker for the drill: it looks at the installation every few seconds instead of minutes.

`python -m tests.alarms.worker`; with the word `newer` it is of a release that knows one event
more.
"""

import sys

from domain.mentorship.events import EVENTS
from domain.mentorship.events.base import Event
from entrypoints.cli.main import main
from entrypoints.health import checks
from entrypoints.measuring import watching

UNKNOWN = "from_the_future"

if __name__ == "__main__":
    watching.OFTEN, watching.SELDOM, watching.RARELY, watching.LEISURE = 1.0, 2.0, 5.0, 1
    checks.SELDOM = 2.0
    watching.LATE = watching.LATE / 60  # a minute of the rules is played in a second here
    if "newer" in sys.argv:
        EVENTS[UNKNOWN] = Event
    main(["worker"])
