"""How an error leaves a command: one line a problem, and the exit status of its kind."""

import traceback

from domain.errors import TandemError

DONE, WRONG, MISUSED, UNREACHABLE = 0, 1, 2, 3

STATUSES = {
    **dict.fromkeys(
        (
            "database_busy",
            "database_unreachable",
            "installation_not_running",
            "mail_unavailable",
            "no_answer",
            "temporal_binary_missing",
            "temporal_did_not_start",
            "temporal_unreachable",
        ),
        UNREACHABLE,
    ),
    **dict.fromkeys(
        (
            "broken_stream",
            "may_not_migrate",
            "not_all_erased",
            "not_written_anew",
            "record_conflict",
            "record_set_back",
            "request_failed",
            "rebuild_stopped",
            "still_behind",
            "still_read",
            "still_remembered",
            "unknown_event",
            "unknown_schema",
        ),
        WRONG,
    ),
}
"""Everything else that Tandem raises on purpose means that the input or usage is wrong."""


def status_of(error: TandemError) -> int:
    """The exit status that an error stands for."""
    return STATUSES.get(error.code, MISUSED)


def lines_of(error: TandemError) -> list[str]:
    """What is wrong; a refusal says its code, because programs and people both ask for it."""
    from domain.mentorship.refusals import Refused

    first, *others = str(error).splitlines()
    return [f"{first} ({error.code})" if isinstance(error, Refused) else first, *others]


def unexpected(error: Exception) -> list[str]:
    """What to say about an error that nobody foresaw; all of it where the settings ask for it."""
    if _in_detail():
        return traceback.format_exception(error)
    said = " ".join(str(error).split())
    return [
        f"Something went wrong inside Tandem: {type(error).__name__}: {said}",
        "Run the command again with TANDEM_LOG_LEVEL=debug to see where.",
    ]


def _in_detail() -> bool:
    from entrypoints.settings import SettingsError, load

    try:
        return load().log_level == "debug"
    except SettingsError:
        return False
