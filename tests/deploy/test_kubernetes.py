"""The manifests of deploy/kubernetes: their form, and that one fits the other."""

import shutil
from collections.abc import Iterator
from functools import cache
from typing import Any

import kubernetes_validate
import pytest
import yaml
from pydantic import ValidationError

from entrypoints.queues import queues
from entrypoints.settings import SECRETS, Settings
from tests.deploy import keda
from tests.deploy.release import RELEASE
from tests.deploy.render import WAYS, mark, render, rendered

Resource = dict[str, Any]
KUBERNETES = "1.32"
SECRET_KEYS = {
    "tandem": {"database_url", "keys", "link_secret"},
    "tandem-mail": {"smtp_password"},
    "tandem-owner": {"owner_database_url"},
    "tandem-temporal": {"api_key"},
}
"""What deploy/runbooks/installation.md puts into each secret."""

every_way = pytest.mark.parametrize("way", WAYS)


@cache
def resources(way: str) -> tuple[Resource, ...]:
    return tuple(yaml.safe_load_all(rendered(way).read_text(encoding="utf-8")))


def of_kind(way: str, *kinds: str) -> dict[str, Resource]:
    return {found["metadata"]["name"]: found for found in resources(way) if found["kind"] in kinds}


def pods(way: str) -> Iterator[tuple[str, Resource, Resource]]:
    """Each kind of pod: its name, its labels, what it is."""
    for name, found in of_kind(way, "Deployment", "Job").items():
        template = found["spec"]["template"]
        yield name, template["metadata"]["labels"], template["spec"]


def containers(way: str) -> Iterator[tuple[str, Resource, Resource]]:
    for name, _, pod in pods(way):
        for container in (*pod.get("initContainers", ()), *pod["containers"]):
            yield name, pod, container


def settings_of(way: str, container: Resource) -> dict[str, str]:
    maps = of_kind(way, "ConfigMap")
    given: dict[str, str] = {}
    for source in container.get("envFrom", ()):
        given |= maps[source["configMapRef"]["name"]]["data"]
    return given | {one["name"]: one["value"] for one in container.get("env", ())}


def files_of(pod: Resource, container: Resource) -> set[str]:
    """Every file that a container finds of the secrets that are mounted into it."""
    volumes = {volume["name"]: volume for volume in pod["volumes"]}
    found = set()
    for mount in container["volumeMounts"]:
        volume = volumes[mount["name"]]
        parts = [volume["secret"]["secretName"]] if "secret" in volume else []
        parts += [s["secret"]["name"] for s in volume.get("projected", {}).get("sources", ())]
        keys = (key for part in parts for key in SECRET_KEYS[part])
        found |= {f"{mount['mountPath']}/{key}" for key in keys}
    return found


@every_way
def test_what_is_kept_was_made_from_what_stands_there(way: str) -> None:
    kept = rendered(way).read_text(encoding="utf-8")

    assert mark() in kept.splitlines()[0], "run: python -m tests.deploy.render"
    if shutil.which("kubectl"):
        assert kept == render(way)


def test_every_manifest_is_as_kubernetes_and_keda_want_it() -> None:
    distinct = {str(resource): resource for way in WAYS for resource in resources(way)}

    for resource in distinct.values():
        if resource["apiVersion"] == keda.VERSION:
            keda.check(resource)
        else:
            kubernetes_validate.validate(resource, KUBERNETES, strict=True)


def test_the_form_of_keda_finds_what_is_wrong() -> None:
    (right, *_) = of_kind("temporal-cloud", "ScaledObject").values()
    wrong = {**right, "spec": {**right["spec"], "maxReplicas": 3}}

    with pytest.raises(ValidationError, match="maxReplicas"):
        keda.check(wrong)


@every_way
def test_every_container_is_locked_up(way: str) -> None:
    for name, pod, container in containers(way):
        security, whole = container["securityContext"], pod["securityContext"]
        assert security["readOnlyRootFilesystem"], name
        assert security["allowPrivilegeEscalation"] is False
        assert security["capabilities"] == {"drop": ["ALL"]}
        assert whole["runAsNonRoot"]
        assert whole["runAsUser"] == 10001
        assert whole["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["automountServiceAccountToken"] is False
        assert pod["enableServiceLinks"] is False  # TANDEM_PORT, say, is no setting of ours
        assert container["resources"]["limits"]["memory"]
        assert container["resources"]["requests"]["cpu"]
        assert container["image"] == f"tandem:{RELEASE}"


@every_way
def test_every_setting_is_one_that_there_is_and_every_secret_is_mounted(way: str) -> None:
    known = {f"TANDEM_{field.upper()}" for field in Settings.model_fields}
    known |= {f"TANDEM_{field.upper()}_FILE" for field in SECRETS}

    for name, pod, container in containers(way):
        given = settings_of(way, container)
        named = {value for key, value in given.items() if key.endswith("_FILE")}
        assert set(given) <= known, name
        assert named <= files_of(pod, container), name


@every_way
def test_only_who_sends_mail_has_its_password_and_only_the_job_owns_tables(way: str) -> None:
    has: dict[str, set[str]] = {}
    for name, pod, container in containers(way):
        has[name] = has.get(name, set()) | files_of(pod, container)

    mail = {name for name, files in has.items() if any("smtp" in file for file in files)}
    owner = {name for name, files in has.items() if any("owner" in file for file in files)}
    assert (mail, owner) == ({"worker-activities"}, {"migrate"})


@every_way
def test_every_deployment_says_how_it_is_and_has_time_to_end(way: str) -> None:
    for name, found in of_kind(way, "Deployment").items():
        pod = found["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        ports = {port["name"]: port["containerPort"] for port in container["ports"]}
        given = settings_of(way, container)
        for probe, path in (("startup", "/live"), ("liveness", "/live"), ("readiness", "/ready")):
            asked = container[f"{probe}Probe"]["httpGet"]
            assert asked["path"] == path
            assert asked["port"] in ports, name
        told = given.get("TANDEM_HEALTH_ADDRESS", "0.0.0.0:8080")
        assert int(told.rpartition(":")[2]) == ports[asked["port"]]
        assert given["TANDEM_METRICS_ADDRESS"].endswith(str(ports["metrics"]))
        assert pod["terminationGracePeriodSeconds"] >= 60
        assert of_kind(way, "PodDisruptionBudget")[name]["spec"]["maxUnavailable"] == 1


@every_way
def test_every_selector_finds_somebody(way: str) -> None:
    labels = [labels for _, labels, _ in pods(way)]
    selectors = [s["spec"]["selector"] for s in of_kind(way, "Service").values()]
    for kind, field in (("PodDisruptionBudget", "selector"), ("NetworkPolicy", "podSelector")):
        selectors += [x["spec"][field].get("matchLabels", {}) for x in of_kind(way, kind).values()]

    assert all(any(wanted.items() <= has.items() for has in labels) for wanted in selectors)
    for policy in of_kind(way, "NetworkPolicy").values():
        for rule in policy["spec"]["podSelector"].get("matchExpressions", ()):
            named = {has[rule["key"]] for has in labels}
            assert set(rule["values"]) <= named


@every_way
def test_nobody_is_reached_and_reaches_anybody_but_as_a_policy_says(way: str) -> None:
    policies = of_kind(way, "NetworkPolicy")

    assert policies["nobody"]["spec"] == {
        "podSelector": {},
        "policyTypes": ["Ingress", "Egress"],
    }


def test_every_task_queue_that_lets_workers_grow_is_one_that_they_ask() -> None:
    sides = {(side.name, side.kind) for side in queues("tandem")}
    kinds = {"workflow": "workflows", "activity": "activities"}

    for name, found in of_kind("temporal-cloud", "ScaledObject").items():
        assert found["spec"]["scaleTargetRef"]["name"] == name
        for trigger in found["spec"]["triggers"]:
            kind = kinds[trigger["metadata"]["queueTypes"]]
            assert (trigger["metadata"]["taskQueue"], kind) in sides
            assert name == f"worker-{kind}"
            assert trigger["authenticationRef"]["name"] == "temporal-cloud"


def test_an_apply_leaves_as_many_workers_as_their_queues_need() -> None:
    deployments = of_kind("temporal-cloud", "Deployment")
    scaled = set(of_kind("temporal-cloud", "ScaledObject"))

    assert scaled == {name for name in deployments if name.startswith("worker")}
    assert scaled == {name for name, one in deployments.items() if "replicas" not in one["spec"]}


def test_temporal_cloud_is_named_once() -> None:
    (settings,) = (
        found["data"]
        for name, found in of_kind("temporal-cloud", "ConfigMap").items()
        if name.startswith("settings")
    )

    for scaled in of_kind("temporal-cloud", "ScaledObject").values():
        for trigger in scaled["spec"]["triggers"]:
            assert trigger["metadata"]["endpoint"] == settings["TANDEM_TEMPORAL_ADDRESS"]
            assert trigger["metadata"]["namespace"] == settings["TANDEM_TEMPORAL_NAMESPACE"]
