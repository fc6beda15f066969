"""The tables of the read models that follow the record, and how far they have come."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from adapters.store.schema import BigNumber, Json, UtcDateTime, metadata

participation_table = Table(
    "participation",
    metadata,
    Column("mentorship", Text, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("cohort", Text, nullable=False),
    Column("program", Text, nullable=False),
    Column("person", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("opened", UtcDateTime, nullable=False),
    Column("stage", Text, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("meetings_held", Integer, nullable=False),
    Column("meetings_missed", Integer, nullable=False),
    Column("surveys_asked", Integer, nullable=False),
    Column("surveys_answered", Integer, nullable=False),
    Column("bounced", Integer, nullable=False),
    Column("last_seen", UtcDateTime),
    Index(None, "cohort"),
)

survey_table = Table(
    "survey",
    metadata,
    Column("mentorship", Text, primary_key=True),
    Column("survey", Text, primary_key=True),
    Column("cohort", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("instrument", Text, nullable=False),
    Column("asked", Json, nullable=False),
    Column("opened", UtcDateTime, nullable=False),
    Column("closes", UtcDateTime, nullable=False),
    Column("reminders", Integer, nullable=False),
    Column("closed", UtcDateTime),
    Column("missing", Json, nullable=False),
    Column("revoked", Boolean, nullable=False),
)

answer_table = Table(
    "survey_answer",
    metadata,
    Column("mentorship", Text, primary_key=True),
    Column("survey", Text, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("cohort", Text, nullable=False, index=True),
    Column("person", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("answers", Json, nullable=False),
)

meeting_table = Table(
    "meeting",
    metadata,
    Column("mentorship", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("cohort", Text, nullable=False, index=True),
    Column("starts", UtcDateTime, nullable=False),
    Column("ends", UtcDateTime, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("booked_by", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("said", Json, nullable=False),
    Column("reason", Text, nullable=False),
)

projection_table = Table(
    "projection",
    metadata,
    Column("name", Text, primary_key=True),
    Column("position", BigNumber, nullable=False),
)

poisoned_table = Table(
    "poisoned",
    metadata,
    Column("mentorship", Text, primary_key=True),
    Column("position", BigNumber, nullable=False),
    Column("version", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("since", UtcDateTime, nullable=False),
)

FOLLOWING = (participation_table, survey_table, answer_table, meeting_table)
"""The tables that the projector writes, each by the name that the rows have in a sheet."""
