"""The tables of the read models that follow the record, and how far they have come."""

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

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

course_table = Table(
    "course",
    metadata,
    Column("mentorship", Text, primary_key=True),
    Column("cohort", Text, nullable=False, index=True),
    Column("opened", UtcDateTime, nullable=False),
    Column("started", UtcDateTime),
    Column("ends", UtcDateTime),
    Column("closed", UtcDateTime),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("informal", Boolean, nullable=False),
    Column("rhythms", Json, nullable=False),
    Column("cadence", Float, nullable=False),
    Column("paused_since", UtcDateTime),
    Column("paused_for", Float, nullable=False),
    Column("met", Integer, nullable=False),
    Column("due", Integer, nullable=False),
    Column("said", Json, nullable=False),
    Column("attainment", Float),
    Column(
        "periods", JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    ),
)

goal_table = Table(
    "goal",
    metadata,
    Column("mentorship", Text, primary_key=True),
    Column("goal", Text, primary_key=True),
    Column("cohort", Text, nullable=False, index=True),
    Column("statement", Text, nullable=False),
    Column("weight", Float, nullable=False),
    Column("present", Boolean, nullable=False),
    Column("levels", Json, nullable=False),
)

episode_table = Table(
    "episode",
    metadata,
    Column("mentorship", Text, primary_key=True),
    Column("episode", Integer, primary_key=True, autoincrement=False),
    Column("cohort", Text, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("opened", UtcDateTime, nullable=False),
    Column("ended", UtcDateTime),
    Column("ended_by", Text, nullable=False),
    Index(None, "cohort", "trigger", "ended_by"),
)

_ASKED = ("mentee_asked", "mentor_asked", "mentee_answered", "mentor_answered")
_ANSWERS = (
    "mentee_satisfaction",
    "mentor_satisfaction",
    "mentee_recommend",
    "mentor_recommend",
)

score_table = Table(
    "score",
    metadata,
    Column("mentorship", Text, primary_key=True),
    Column("survey", Text, primary_key=True),
    Column("cohort", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("round", SmallInteger, nullable=False),
    Column("over", Boolean, nullable=False),
    Column("attainment", Float),
    *(Column(name, SmallInteger, nullable=False) for name in _ASKED),
    *(Column(name, SmallInteger) for name in _ANSWERS),
    # A report reads all of a cohort's: in this index they lie together, and are all it needs.
    Index("ix_score_report", "cohort", "kind", "round", "over", "attainment", *_ASKED, *_ANSWERS),
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

FOLLOWING = (
    participation_table,
    survey_table,
    answer_table,
    meeting_table,
    course_table,
    goal_table,
    episode_table,
    score_table,
)
"""The tables that the projector writes, each by the name that the rows have in a sheet."""
