"""One address a process, where Prometheus finds everything that is measured in it."""

import socket
from importlib.metadata import version

from temporalio.client import Client
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig

from domain.errors import TandemError
from entrypoints.logging import of_temporals_core
from entrypoints.measuring.meters import BUCKETS, Meters
from entrypoints.settings import Settings
from entrypoints.versions import build_of


class MetricsAddressTaken(TandemError):
    """Metrics can't be told at this address."""

    code = "metrics_address_taken"


def export(settings: Settings) -> None:
    """Let this process tell what it measures, if the settings say where; do it before all else.

    All clients that it makes from now on are measured. Raises `MetricsAddressTaken`.
    """
    if settings.metrics_address is None:
        return
    try:
        metrics = _prometheus(in_numbers(settings.metrics_address))
        telemetry = TelemetryConfig(
            logging=of_temporals_core(), metrics=metrics, attach_service_name=False
        )
        runtime = Runtime(telemetry=telemetry)
    except (OSError, ValueError) as error:
        raise MetricsAddressTaken(
            f"Metrics can't be told at {settings.metrics_address}: {error}."
            " Each process needs an address of its own in TANDEM_METRICS_ADDRESS."
        ) from error
    Runtime.set_default(runtime, error_if_already_set=False)


def meters_of(client: Client, settings: Settings) -> Meters:
    """Our own metrics, beside those of a client; silent where nobody asked for metrics."""
    runtime = client.service_client.config.runtime or Runtime.default()
    meters = Meters(runtime.metric_meter)
    build = {"version": version("tandem"), "build": build_of(settings)}
    meters.build_info.set(1, build)
    return meters


def in_numbers(address: str) -> str:
    """The same HOST:PORT, for the exporter knows no names; raises `OSError` for one of nobody."""
    host, _, port = address.rpartition(":")
    found = socket.getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM)[0]
    ip = str(found[4][0])
    return f"[{ip}]:{port}" if found[0] == socket.AF_INET6 else f"{ip}:{port}"


def _prometheus(address: str) -> PrometheusConfig:
    return PrometheusConfig(
        bind_address=address,
        counters_total_suffix=True,
        unit_suffix=True,
        durations_as_seconds=True,
        histogram_bucket_overrides=BUCKETS,
    )
