"""Every metric of Tandem's own, by name: what alerts and dashboards in deploy/ are written for.

Units and `_total` are added by the exporter. No label takes a value that comes from outside: each
stands in one of the lists here, in the domain, or in the table of routes.
"""

from typing import get_args

from temporalio.common import MetricMeter

from domain.mentorship.health import Band
from domain.mentorship.messages import Kind
from domain.readmodels.board import STAGES

BANDS: tuple[Band, ...] = get_args(Band)
KINDS: tuple[Kind, ...] = get_args(Kind)
OUTCOMES = ("delivered", "bounced", "skipped", "deferred")
REASONS = ("conflict", "database", "other")
DRIFTS = ("missing_workflow", "record_behind", "shown_differently")
STANDINGS = [(s, b) for s in STAGES for b in BANDS if (s == "closed") == (b == "closed")]
"""Each stage with the bands that a pair can be in there."""

_FINE = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0]
BUCKETS = {"tandem_append": _FINE, "tandem_http_requests": _FINE}


class Meters:
    """The metrics of one process."""

    def __init__(self, meter: MetricMeter) -> None:
        gauge, seconds = meter.create_gauge, meter.create_gauge_float
        counter, lasting = meter.create_counter, meter.create_histogram_timedelta
        self.mentorships = gauge("tandem_mentorships", "Pairs by stage and health band")
        self.overdue = gauge("tandem_dues_overdue", "Pairs that should have acted, by age")
        self.episodes = gauge("tandem_episodes_open", "Open stall cases by rung")
        self.inbox = gauge("tandem_inbox_cases", "Cases that ask a human")
        self.inbox_oldest = seconds("tandem_inbox_oldest_seconds", "Age of the oldest case")
        self.messages = counter("tandem_messages", "Messages by kind and what became of them")
        self.waiting = gauge("tandem_messages_waiting", "Messages that wait for another attempt")
        self.waiting_oldest = seconds(
            "tandem_messages_waiting_oldest_seconds", "Since the first of them was caused"
        )
        self.append = lasting("tandem_append", "Time that an append to the record took")
        self.append_failures = counter("tandem_append_failures", "Appends that failed, by reason")
        self.behind = gauge("tandem_projection_lag_events", "Facts that a projection lacks")
        self.behind_oldest = seconds("tandem_projection_lag_seconds", "Age of the first of them")
        self.webhooks = gauge("tandem_webhooks_waiting", "Subscriptions that are tried again")
        self.given_up = counter("tandem_webhook_events_given_up", "Events that nobody took")
        self.drift = gauge("tandem_drift", "Pairs of a sample that differ, by kind")
        self.wedged = gauge("tandem_wedged", "Workflows whose own code fails again and again")
        self.http = lasting("tandem_http_requests", "Time that answers to requests took")
        self.check = gauge("tandem_check", "The doctor's cheap checks: 1 well, 0 trouble")
        self.measured = seconds("tandem_measured_timestamp_seconds", "When it was last looked at")
        self.build_info = gauge("tandem_build_info", "Which release this process runs")

    def begin_counting(self) -> None:
        """Let the counters of a worker begin at 0, or nobody would see their first increase."""
        for reason in REASONS:
            self.append_failures.add(0, {"reason": reason})
        for kind in KINDS:
            for outcome in OUTCOMES:
                self.messages.add(0, {"outcome": outcome, "kind": kind})
        self.given_up.add(0)


SILENT = Meters(MetricMeter.noop)
"""Where nobody asked for metrics."""
