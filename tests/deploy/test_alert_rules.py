"""Alerts: each fires on its trouble and on nothing else, and says where to read on."""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.prometheus import CONFIG, ROOT, RULES, promtool, rules, selectors
from tests.deploy.timelines import CALM, TIMELINES, Calm, Timeline

SEVERITIES = {"page", "ticket", "info"}


def played(
    timelines: Sequence[Timeline | Calm], folder: Path
) -> "subprocess.CompletedProcess[str]":
    """Let promtool play timelines, each beside its own rule alone: that is five times as quick."""
    shipped = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    by_alert = {rule["alert"]: rule for group in shipped for rule in group["rules"]}
    files = [folder / f"{number}.yml" for number, _ in enumerate(timelines)]
    for file, timeline in zip(files, timelines, strict=True):
        alone = {"groups": [{"name": "alone", "rules": [by_alert[timeline.alert]]}]}
        rule_file = file.with_suffix(".rules")
        rule_file.write_text(yaml.safe_dump(alone), encoding="utf-8")
        play = {"rule_files": [str(rule_file)], "evaluation_interval": "1m"}
        file.write_text(yaml.safe_dump(play | {"tests": [_test(timeline)]}), encoding="utf-8")
    return promtool("test", "rules", *map(str, files))


def _test(timeline: Timeline | Calm) -> dict[str, Any]:
    firing = f'ALERTS{{alertname="{timeline.alert}",alertstate="firing"}}'
    if isinstance(timeline, Calm):
        expr, seen = f"count_over_time({firing}[1d])", {timeline.minutes: 0}
    else:
        expr = f"count({firing}) > bool 0"
        seen = {timeline.silent: 0, timeline.fires: 1, timeline.over: 0}
    return {
        "name": timeline.alert,
        "interval": "1m",
        "input_series": [{"series": s, "values": v} for s, v in timeline.series.items()],
        "promql_expr_test": [
            {"expr": expr, "eval_time": f"{minute}m", "exp_samples": [{"value": 1}] * times}
            for minute, times in seen.items()
        ],
    }


def test_prometheus_takes_the_configuration_and_every_rule() -> None:
    checked = promtool("check", "config", str(CONFIG))

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"{len(rules())} rules found" in checked.stdout


def test_every_alert_is_silent_fires_in_its_trouble_and_ends_with_it(tmp_path: Path) -> None:
    checked = played(TIMELINES, tmp_path)

    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("calm", CALM, ids=lambda calm: f"{calm.alert}: {calm.why}")
def test_an_alert_stays_silent_where_nothing_is_wrong(calm: Calm, tmp_path: Path) -> None:
    checked = played([calm], tmp_path)

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_an_alert_that_fires_where_nothing_is_wrong_is_found(tmp_path: Path) -> None:
    trouble = Calm("TandemProcessDown", "a web is gone", {'up{job="tandem-web"}': "1x9 0x29 1x90"})

    assert played([trouble], tmp_path).returncode == 1


def test_an_alert_that_stays_silent_in_its_trouble_is_found(tmp_path: Path) -> None:
    well = Timeline("TandemProcessDown", {'up{job="tandem-web"}': "1x140"})

    assert played([well], tmp_path).returncode == 1


def test_every_alert_has_its_timeline() -> None:
    assert {timeline.alert for timeline in TIMELINES} == {rule.alert for rule in rules()}


def test_a_timeline_plays_only_what_its_alert_reads() -> None:
    read = {
        rule.alert: [s.name for expr in rule.exprs() for s in selectors(expr)] for rule in rules()
    }

    strangers = {
        (timeline.alert, metric)
        for timeline in (*TIMELINES, *CALM)
        for metric in (series.partition("{")[0] for series in timeline.series)
        if not any(re.fullmatch(name, metric) for name in read[timeline.alert])
    }

    assert strangers == set()


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.alert)
def test_an_alert_says_how_urgent_it_is_and_where_to_read_on(rule: Any) -> None:
    page, _, anchor = rule.annotations["runbook"].partition("#")
    text = (ROOT / page).read_text(encoding="utf-8")
    section = text.partition(f"\n## {rule.alert}\n")[2].partition("\n## ")[0]

    assert rule.severity in SEVERITIES
    assert anchor == rule.alert.lower()
    for part in ("It means", "Look", "Do", "Over"):
        assert f"**{part}" in section, f"{page} does not say what {rule.alert} asks: {part}"
