"""Dashboards: each is what Grafana reads, and each panel asks something that Prometheus takes."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.prometheus import ROOT, panels, promtool

GRAFANA = ROOT / "deploy" / "grafana"
FILES = sorted((GRAFANA / "dashboards").glob("*.json"))
KINDS = {"row", "stat", "timeseries", "table", "state-timeline"}
UNITS = {"short", "s", "ops", "reqps", "percentunit"}
WIDTH = 24
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}


def read(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def each_panel() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in FILES:
        for panel in read(file)["panels"]:
            yield f"{file.stem}: {panel['title']}", panel


def cells(panel: dict[str, Any]) -> set[tuple[int, int]]:
    """The places on the grid that a panel takes."""
    at = panel["gridPos"]
    columns, rows = range(at["x"], at["x"] + at["w"]), range(at["y"], at["y"] + at["h"])
    return {(x, y) for x in columns for y in rows}


def test_every_dashboard_has_a_name_of_its_own_and_asks_the_prometheus_that_is_chosen() -> None:
    found = [read(file) for file in FILES]

    assert [dashboard["uid"] for dashboard in found] == [file.stem for file in FILES]
    assert len({dashboard["title"] for dashboard in found}) == len(found)
    for dashboard in found:
        (variable,) = dashboard["templating"]["list"]
        assert (variable["name"], variable["type"]) == ("datasource", "datasource")
        assert variable["query"] == "prometheus"
        assert dashboard["schemaVersion"] >= 36  # the first in which a datasource has a uid


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_panels_have_ids_of_their_own_and_no_two_lie_on_each_other(file: Path) -> None:
    found = read(file)["panels"]

    assert [i for i, times in Counter(panel["id"] for panel in found).items() if times > 1] == []
    assert all(x < WIDTH for panel in found for x, _ in cells(panel))
    assert not any(cells(one) & cells(other) for one, other in combinations(found, 2))


def test_a_panel_says_what_it_shows_in_a_unit_that_grafana_knows() -> None:
    for name, panel in each_panel():
        assert panel["type"] in KINDS, name
        if panel["type"] != "row":
            assert panel["description"].endswith("."), name
            assert panel["fieldConfig"]["defaults"]["unit"] in UNITS, name
            assert panel["datasource"] == DATASOURCE, name
            assert all(target["datasource"] == DATASOURCE for target in panel["targets"]), name
            letters = "".join(target["refId"] for target in panel["targets"])
            assert "ABCDEFG".startswith(letters), name


def test_prometheus_takes_every_question_of_a_panel(tmp_path: Path) -> None:
    records = [
        {"record": f"panel:{number}", "expr": expr}
        for number, (_, expr) in enumerate(panels(rate_interval="1m"))
    ]
    file = tmp_path / "panels.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": records}]}), "utf-8")

    checked = promtool("check", "rules", str(file))

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"{len(records)} rules found" in checked.stdout


def test_grafana_is_told_where_prometheus_and_the_dashboards_are() -> None:
    source = yaml.safe_load((GRAFANA / "provisioning/datasources/prometheus.yml").read_text())
    provider = yaml.safe_load((GRAFANA / "provisioning/dashboards/tandem.yml").read_text())

    assert [(one["type"], one["isDefault"]) for one in source["datasources"]] == [
        ("prometheus", True)
    ]
    assert [one["type"] for one in provider["providers"]] == ["file"]
