"""What the drill changes in the rules: how long things take, and nothing else."""

import yaml

from tests.alarms.faster import faster
from tests.alarms.troubles import TROUBLES
from tests.deploy.prometheus import RULES, rules

RULE = """
groups:
- name: one
  rules:
  - alert: Late
    expr: oldest > 3 * 24 * 3600 or rate(failures[5m]) > 0.1 unless x offset 1h > 30 * 60
    for: 15m
"""


def test_a_minute_of_a_rule_becomes_a_second_and_its_numbers_stay() -> None:
    (rule,) = yaml.safe_load(faster(RULE))["groups"][0]["rules"]

    assert rule["for"] == "15s"
    assert rule["expr"] == (
        "oldest > 3 * 24 * 60 or rate(failures[5s]) > 0.1 unless x offset 1m > 30 * 1"
    )


def test_every_alert_that_is_shipped_is_played() -> None:
    file = yaml.safe_load(faster(RULES.read_text(encoding="utf-8")))
    played = [rule["alert"] for group in file["groups"] for rule in group["rules"]]

    assert played == [rule.alert for rule in rules()]
    assert sorted(played) == sorted(alert for trouble in TROUBLES for alert in trouble.alerts)
