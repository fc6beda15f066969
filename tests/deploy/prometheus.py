"""The rules that we ship, as the tests read them, and promtool."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.tools import program

ROOT = Path(__file__).parents[2]
RULES = ROOT / "deploy" / "prometheus" / "rules" / "tandem.yml"
CONFIG = ROOT / "deploy" / "prometheus" / "prometheus.yml"
DASHBOARDS = ROOT / "deploy" / "grafana" / "dashboards"
PATIENCE = 60  # seconds


class Rule(NamedTuple):
    """One alert."""

    alert: str
    expr: str
    waits: str
    severity: str
    annotations: dict[str, str]

    def exprs(self) -> list[str]:
        """All that it asks Prometheus for, its words included."""
        return [self.expr, *re.findall(r'query "([^"]*)"', " ".join(self.annotations.values()))]


def rules() -> list[Rule]:
    """Every alert that we ship."""
    groups = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return [_rule(rule) for group in groups for rule in group["rules"]]


def _rule(rule: dict[str, Any]) -> Rule:
    severity = rule["labels"]["severity"]
    return Rule(rule["alert"], rule["expr"], rule["for"], severity, rule["annotations"])


def promtool(*words: str) -> "subprocess.CompletedProcess[str]":
    """Run promtool, where there is one."""
    command = [program("promtool"), *words]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=PATIENCE)


GROUPING = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)")
SELECTOR = re.compile(r"([a-zA-Z_:][\w:]*)(?:\s*(\()|\s*\{([^}]*)\})?|\{([^}]*)\}")
MATCHER = re.compile(r"(\w+)\s*(=~|!~|!=|=)\s*\"([^\"]*)\"")
WORDS = {"and", "or", "unless", "bool"}


class Matcher(NamedTuple):
    """What is asked of a label; whether equal or not, there must be something to match."""

    label: str
    operator: str
    value: str

    def finds(self, value: str) -> bool:
        """Whether this is a value that it names."""
        if self.operator.endswith("~"):
            return re.fullmatch(self.value, value) is not None
        return value == self.value


class Selector(NamedTuple):
    """A metric of an expression: its name as a pattern, and what is asked of its labels."""

    name: str
    matchers: tuple[Matcher, ...]


def selectors(expr: str) -> Iterator[Selector]:
    """Every metric that an expression reads."""
    plain = re.sub(r"\[[^\]]*\]|\boffset\s+\w+", "", GROUPING.sub("", expr))
    for name, call, inside, bare in SELECTOR.findall(plain):
        if not call and name not in WORDS:
            matchers = [Matcher(*found) for found in MATCHER.findall(inside or bare)]
            named = next((one.value for one in matchers if one.label == "__name__"), name)
            asked = (one for one in matchers if one.label != "__name__")
            yield Selector(named, tuple(asked))


def groupings(expr: str) -> set[str]:
    """Every label that an expression groups or joins by."""
    return {label.strip() for found in GROUPING.findall(expr) for label in found.split(",")}


def panels(rate_interval: str = "$__rate_interval") -> list[tuple[str, str]]:
    """Every question of every panel, each with the panel's name."""
    return [
        (f"{file.stem}: {panel['title']}", expr.replace("$__rate_interval", rate_interval))
        for file in sorted(DASHBOARDS.glob("*.json"))
        for panel in json.loads(file.read_text(encoding="utf-8"))["panels"]
        for expr in (target["expr"] for target in panel.get("targets", []))
    ]
