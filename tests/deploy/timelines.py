"""For each alert the trouble that makes it fire: minute by minute, well, bad and well again.

Values are written as promtool reads them: `1x9 0x29 1x90` is ten minutes of 1, thirty of 0 and one
and a half hours of 1; `0+60x29` rises by 60 a minute; `_` is nothing at all.
"""

from typing import NamedTuple


class Timeline(NamedTuple):
    """Series with their values, and the minutes at which the alert is silent, fires, is over."""

    alert: str
    series: dict[str, str]
    silent: int = 9
    fires: int = 39
    over: int = 62


class Calm(NamedTuple):
    """Series that look like the trouble of an alert and are none: it never fires."""

    alert: str
    why: str
    series: dict[str, str]
    minutes: int = 140


WORKER = 'job="tandem-worker",instance="worker:9464"'
WEB = 'job="tandem-web",instance="web:9464"'
QUEUE = 'task_queue="tandem"'
DELIVERED = 'tandem_messages_total{outcome="delivered",kind="nudge"}'
WAIT = "temporal_workflow_task_schedule_to_start_latency_seconds_bucket"

TIMELINES = (
    Timeline("TandemProcessDown", {f"up{{{WEB}}}": "1x9 0x29 1x90"}),
    Timeline(  # its target is gone, as where processes are found by name
        "TandemProcessDown",
        {f"up{{{WORKER}}}": "1x9 stale _x29 1x90", f"up{{{WEB}}}": "1x140"},
    ),
    Timeline(
        "TandemNobodyPolls",
        {
            f'temporal_num_pollers{{{QUEUE},poller_type="workflow_task"}}': "5x9 0x29 5x90",
            f'temporal_num_pollers{{{QUEUE},poller_type="activity_task"}}': "5x140",
        },
    ),
    Timeline(
        "TandemNobodyPolls",
        {f'temporal_num_pollers{{{QUEUE},poller_type="workflow_task"}}': "5x9 stale _x29 5x90"},
    ),
    Timeline(  # the only worker is gone
        "TandemNobodyCounts",
        {'tandem_measured_timestamp_seconds{what="vitals"}': "0+60x9 stale _x29 2400+60x90"},
    ),
    Timeline(  # it is there, and counting fails
        "TandemNobodyCounts",
        {
            'tandem_measured_timestamp_seconds{what="vitals"}': "0+60x9 540x29 2400+60x90",
            'tandem_measured_timestamp_seconds{what="checks"}': "0+60x140",
        },
    ),
    Timeline(
        "TandemCheckFails",
        {'tandem_check{check="mail"}': "1x9 0x29 1x90", 'tandem_check{check="database"}': "1x140"},
    ),
    Timeline(
        "TandemEngineAway",
        {
            f'temporal_long_request_failure_total{{{WORKER},status_code="UNAVAILABLE"}}': (
                "0x9 0+30x29 870x90"
            ),
            f'temporal_request_failure_total{{{WORKER},status_code="NOT_FOUND"}}': "0+90x140",
        },
    ),
    Timeline(
        "TandemWorkflowsFail",
        {
            'temporal_workflow_task_execution_failed_total{workflow_type="Mentorship"}': (
                "_x9 1+1x29 30x90"
            )
        },
    ),
    Timeline("TandemWorkflowsFail", {"tandem_wedged": "0x9 1x29 0x90"}),
    Timeline(
        "TandemWorkersBehind",
        {
            f'{WAIT}{{{QUEUE},le="{le}"}}': values
            for le, values in {
                "0.1": "0+60x9 540x29 540+60x90",
                "1": "0+60x9 540+30x29 1410+60x90",
                "5": "0+60x140",
                "+Inf": "0+60x140",
            }.items()
        },
    ),
    Timeline(
        "TandemSlotsExhausted",
        {
            f'temporal_worker_task_slots_available{{{QUEUE},worker_type="ActivityWorker"}}': (
                "100x9 0x29 90x90"
            )
        },
    ),
    Timeline(
        "TandemPairsOverdue",
        {
            'tandem_dues_overdue{age="under_1h"}': "0x9 3x29 0x90",
            'tandem_dues_overdue{age="under_1d"}': "0x140",
        },
    ),
    Timeline(
        "TandemProgramStands",
        {
            'tandem_dues_overdue{age="under_1d"}': "2x9 30x29 2x90",
            'tandem_mentorships{stage="active",band="healthy"}': "80x140",
            'tandem_mentorships{stage="closed",band="healthy"}': "9000x140",
        },
    ),
    Timeline(
        "TandemMailWaits",
        {
            "tandem_messages_waiting_oldest_seconds": "10x9 300+300x49 0x90",
            "tandem_messages_waiting": "1x9 40x49 0x90",
            DELIVERED: "0+1x9 9x49 10+1x90",
        },
        fires=55,
        over=75,
    ),
    Timeline(
        "TandemLettersWait",
        {
            "tandem_messages_waiting_oldest_seconds": "10x9 300+60x200 0x90",
            "tandem_messages_waiting": "1x9 2x200 0x90",
        },
        silent=150,
        fires=180,
        over=230,
    ),
    Timeline(
        "TandemMailBounces",
        {
            'tandem_messages_total{outcome="delivered",kind="nudge"}': "0+1x500",
            'tandem_messages_total{outcome="bounced",kind="nudge"}': "_x9 1+1x29 30x461",
        },
        over=420,
    ),
    Timeline(
        "TandemInboxUnattended",
        {"tandem_inbox_oldest_seconds": "7200x9 300000x29 60x90", "tandem_inbox_cases": "4x140"},
    ),
    Timeline(
        "TandemWebhooksGivenUp", {"tandem_webhook_events_given_up_total": "_x9 1x140"}, over=90
    ),
    Timeline(
        "TandemWebhooksGivenUp",
        {"tandem_webhook_events_given_up_total": "7x79 8x80"},
        silent=78,
        fires=90,
        over=150,
    ),
    Timeline(
        "TandemRecordRefuses",
        {
            'tandem_append_failures_total{reason="database"}': "_x9 1+20x29 600x90",
            'tandem_append_failures_total{reason="conflict"}': "0+60x140",
        },
    ),
    Timeline(
        "TandemRecordSlow",
        {
            'tandem_append_seconds_bucket{le="0.1"}': "0+60x9 540x29 540+60x90",
            'tandem_append_seconds_bucket{le="1"}': "0+60x9 540+30x29 1410+60x90",
            'tandem_append_seconds_bucket{le="5"}': "0+60x140",
            'tandem_append_seconds_bucket{le="+Inf"}': "0+60x140",
        },
    ),
    Timeline(
        "TandemReadModelsBehind",
        {'tandem_projection_lag_seconds{projection="read_models"}': "1x9 60+60x29 0x90"},
    ),
    Timeline(  # in one sample of three
        "TandemDrift",
        {'tandem_drift{kind="missing_workflow"}': "0x9 1x4 0x9 1x4 0x100"},
        over=100,
    ),
    Timeline(  # a moment of writing, then for good
        "TandemDrift",
        {'tandem_drift{kind="shown_differently"}': "0x69 1x4 0x4 1x29 0x120"},
        silent=78,
        fires=108,
        over=180,
    ),
    Timeline(
        "TandemRequestsFail",
        {
            f'tandem_http_requests_seconds_count{{{WEB},area="console",status="200"}}': "0+60x140",
            f'tandem_http_requests_seconds_count{{{WEB},area="console",status="503"}}': (
                "_x9 0+20x29 580x90"
            ),
        },
    ),
)

CALM = (
    Calm(
        "TandemRecordRefuses",
        "the database failed over, which took a minute",
        {'tandem_append_failures_total{reason="database"}': "0x9 20 40x130"},
    ),
    Calm(
        "TandemMailWaits",
        "a large cohort was launched, and TANDEM_MAIL_RATE lets its letters go one by one",
        {
            "tandem_messages_waiting_oldest_seconds": "0x9 60+60x100 0x30",
            "tandem_messages_waiting": "0x9 6060-60x100 0x30",
            DELIVERED: "0x9 60+60x100 6060x30",
        },
    ),
    Calm(
        "TandemMailWaits",
        "a quiet night is over, and a greylisting server takes letters at their second attempt",
        {
            "tandem_messages_waiting_oldest_seconds": "0x9 43200+60x12 0x120",
            DELIVERED: "0x9 30+30x12 420x120",
        },
    ),
    Calm(
        "TandemLettersWait",
        "the same",
        {"tandem_messages_waiting_oldest_seconds": "0x9 43200+60x12 0x120"},
    ),
    Calm(
        "TandemProgramStands",
        "one pair of a small program can't go on",
        {
            'tandem_dues_overdue{age="under_1d"}': "0x9 1x130",
            'tandem_mentorships{stage="active",band="healthy"}': "12x140",
        },
    ),
)
