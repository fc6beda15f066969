"""How long a process takes to go fits what each way to run it lets it, in numbers of one place."""

import re

import pytest
import yaml

from entrypoints.web.parting import MOMENT
from entrypoints.web.server import GRACE as ANSWERS
from entrypoints.working import GRACE as ACTIVITIES
from tests.acceptance.installation import ROOT
from tests.deploy.render import WAYS, rendered
from tests.restarts.balancer import LOOKS_EVERY, MISSED
from tests.restarts.place import STOPS_WITHIN

LONGEST = {"web": MOMENT + ANSWERS, "worker": ACTIVITIES.total_seconds()}
"""Seconds from SIGTERM until a process has ended, if somebody makes use of all that it grants."""


def test_a_balancer_sees_that_pages_go_before_they_do() -> None:
    assert LOOKS_EVERY * MISSED < MOMENT


@pytest.mark.parametrize("service", LONGEST)
def test_the_drill_and_the_runbook_grant_what_a_process_may_take(service: str) -> None:
    page = (ROOT / "deploy" / "runbooks" / "upgrade.md").read_text(encoding="utf-8")

    assert LONGEST[service] < STOPS_WITHIN
    assert f"{STOPS_WITHIN:g} seconds to stop" in page
    assert f"says for {MOMENT:g} seconds" in " ".join(page.split())


def test_compose_lets_every_process_end_by_itself() -> None:
    found = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
    names = ("web", "worker-workflows", "worker-activities")
    ours = {name: found["services"][name] for name in names}

    for name, service in ours.items():
        granted = re.fullmatch(r"(\d+)s", service["stop_grace_period"])
        assert granted, name
        assert int(granted[1]) >= max(STOPS_WITHIN, LONGEST[name.partition("-")[0]])


@pytest.mark.parametrize("way", WAYS)
def test_kubernetes_lets_every_process_end_by_itself(way: str) -> None:
    resources = yaml.safe_load_all(rendered(way).read_text(encoding="utf-8"))
    deployments = [one for one in resources if one["kind"] == "Deployment"]

    assert len(deployments) == 3
    for one in deployments:
        pod = one["spec"]["template"]["spec"]
        before = pod["containers"][0].get("lifecycle", {}).get("preStop", {}).get("sleep", {})
        needed = LONGEST[one["metadata"]["name"].partition("-")[0]] + before.get("seconds", 0)
        assert pod["terminationGracePeriodSeconds"] > needed
