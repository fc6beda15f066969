"""How fast a demo runs: `4d/s` is four days of the program in every second."""

import re

from domain.errors import TandemError

PATTERN = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*([mhdw])\s*/\s*s\s*$")
SECONDS = {"m": 60, "h": 3600, "d": 86400, "w": 604800}


class BadSpeed(TandemError):
    """Write a speed as in `4d/s`: a number, then m, h, d or w for each second."""

    code = "bad_speed"


def rate(speed: str) -> float:
    """Tell how many seconds of the program pass in a second; raises `BadSpeed`."""
    match = PATTERN.match(speed)
    if match is None or float(match[1]) <= 0:
        raise BadSpeed
    return float(match[1]) * SECONDS[match[2]]
