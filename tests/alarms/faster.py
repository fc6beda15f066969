"""The rules that we ship, played faster: a minute of theirs lasts a second.

Only spans of time change: how long an alert waits, over what it looks back, and limits that are
written as minutes or hours (`> 15 * 60`). What is compared, and with what number, stays.
"""

import re

import yaml

SPAN = re.compile(r"\b(\d+)([mhd])\b")
QUICKER = {"m": (1, "s"), "h": (1, "m"), "d": (24, "m")}
LOOKS_BACK = re.compile(r"\[[^\]]+\]|\boffset \w+")


def faster(rules: str) -> str:
    """A file of rules in which every minute is a second."""
    file = yaml.safe_load(rules)
    for group in file["groups"]:
        for rule in group["rules"]:
            rule["for"] = _spans(rule["for"])
            looking = LOOKS_BACK.sub(lambda found: _spans(found[0]), rule["expr"])
            rule["expr"] = re.sub(r"\* 60\b", "* 1", looking).replace("* 3600", "* 60")
    return yaml.safe_dump(file, sort_keys=False)


def _spans(text: str) -> str:
    return SPAN.sub(_quicker, text)


def _quicker(found: re.Match[str]) -> str:
    times, unit = QUICKER[found[2]]
    return f"{int(found[1]) * times}{unit}"
