"""What the facts of a pair say, times aside: so that two runs of one seed can be compared.

Facts are grouped by what they are about (a meeting, a survey, a stall case), for two things that
go on side by side may come in either order. Within a group their order counts.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from domain.record import StoredFact

MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T[0-9:.]+(Z|[+-]\d\d:\d\d)?)?")
DAY = re.compile(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b")
LENGTHS = {"shifted"}
NUMBERED = ("meeting", "survey", "task", "introduction", "period")
THREADS = {
    "goals_changed": "goals",
    "goal_change_proposed": "goals",
    "extension_proposed": "extension",
    "mentorship_extended": "extension",
    "mentorship_paused": "pause",
    "mentorship_resumed": "pause",
}
DELIVERED, SKIPPED = "delivered", "skipped"
LATE = {DELIVERED, SKIPPED}
"""What lateness may change by the rules: a reminder that came too late is recorded as skipped, and
that a rung has arrived is of no interest any more once its pair is closed."""
Story = dict[str, list[str]]


def told(facts: Iterable[StoredFact]) -> Story:
    """What happened to a pair: each group with its facts in order."""
    teller, story = _Teller(), defaultdict(list)
    for fact in facts:
        if fact.type == "rung_delivered":
            teller.note_delivery(fact)
        else:
            thread, line = teller.tell(fact)
            story[thread].append(line)
    return {**story, DELIVERED: sorted(teller.delivered)}


def skipped(story: Story) -> int:
    """How many reminders were recorded as too late to be useful."""
    return len(story.get(SKIPPED, ()))


def differences(expected: Story, found: Story) -> tuple[list[str], list[str]]:
    """Facts of the faultless run that are missing, and facts that are more than it has."""
    missing, extra = [], []
    for thread in sorted({*expected, *found} - LATE):
        wanted, given = Counter(expected.get(thread, ())), Counter(found.get(thread, ()))
        missing += [f"{thread}: {line}" for line in (wanted - given).elements()]
        extra += [f"{thread}: {line}" for line in (given - wanted).elements()]
        if wanted == given and expected[thread] != found[thread]:
            missing.append(f"{thread}: in this order: {' · '.join(expected[thread])}")
    return missing, extra


class _Teller:
    """Knows which fact a version and an episode's number stand for."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self.episodes: dict[int, str] = {}
        self.triggers: Counter[str] = Counter()
        self.delivered: set[str] = set()

    def tell(self, fact: StoredFact) -> tuple[str, str]:
        """The group of a fact, and what it says."""
        data = dict(fact.data)
        if fact.type == "episode_opened":
            self.triggers[data["trigger"]] += 1
            named = f"{data['trigger']} {self.triggers[data['trigger']]}"
            self.episodes[data["episode"]] = named
            data["facts"] = [self.names.get(version, "?") for version in data["facts"]]
        if data.get("episode") is not None:
            data["episode"] = self.episodes[data["episode"]]
        thread = self._thread(fact.type, data)
        self.names[fact.version] = f"{fact.type} of {thread}"
        data.pop("effect", None)
        said = json.dumps(timeless(data), sort_keys=True)
        return thread, f"{fact.type} {said} because of {self._cause(fact)}"

    def note_delivery(self, fact: StoredFact) -> None:
        """Both of a pair may be reported in one fact or in two, and sooner or later."""
        episode, rung = self.episodes[fact.data["episode"]], fact.data["rung"]
        self.delivered |= {f"rung {rung} of {episode} to the {role}" for role in fact.data["to"]}

    def _cause(self, fact: StoredFact) -> str:
        return "a delivery" if fact.cause.startswith("deliveries:") else fact.cause

    def _thread(self, kind: str, data: dict[str, Any]) -> str:
        if kind == "reminder_skipped":
            return SKIPPED
        if kind in THREADS:
            return THREADS[kind]
        if data.get("episode") is not None:
            return f"episode {data['episode']}"
        for name in NUMBERED:
            if name in data:
                return f"{name} {data[name]}"
        if kind == "celebrated":
            return f"celebrated {data['what']} {data.get('goal', '')}".strip()
        return "agreement" if kind in AGREEMENT else kind


AGREEMENT = {
    "mentorship_opened",
    "goals_proposed",
    "gaps_named",
    "experience_shared",
    "expectations_set",
    "agreement_reminded",
    "agreement_overdue",
    "agreement_signed",
    "mentorship_started",
}


def timeless(value: Any) -> Any:
    """The same without moments, days and measured lengths of time."""
    if isinstance(value, dict):
        return {k: "(so long)" if k in LENGTHS else timeless(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [timeless(one) for one in value]
    if isinstance(value, str):
        return DAY.sub("(a day)", MOMENT.sub("(a moment)", value))
    return value
