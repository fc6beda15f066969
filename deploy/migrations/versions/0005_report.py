"""What cohorts are reported by: courses, goals, stall cases, and surveys in numbers.

They follow the record like the other read models, and by the same position. So all of these are
told anew from the first fact on, which the next worker does by itself, page by page; whoever can't
wait for it asks for `tandem record rebuild`. The release before has none of them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
FOLLOWED_BEFORE = ("participation", "survey", "survey_answer", "meeting", "poisoned")


def upgrade() -> None:
    create_courses()
    create_goals()
    create_episodes()
    create_scores()
    tell_anew()


def downgrade() -> None:
    raise RuntimeError("No migration throws the record away: remove the database yourself.")


def create_courses() -> None:
    op.create_table(
        "course",
        sa.Column("mentorship", sa.Text(), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("opened", MOMENT, nullable=False),
        sa.Column("started", MOMENT, nullable=True),
        sa.Column("ends", MOMENT, nullable=True),
        sa.Column("closed", MOMENT, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("informal", sa.Boolean(), nullable=False),
        sa.Column("rhythms", JSON, nullable=False),
        sa.Column("cadence", sa.Float(), nullable=False),
        sa.Column("paused_since", MOMENT, nullable=True),
        sa.Column("paused_for", sa.Float(), nullable=False),
        sa.Column("met", sa.Integer(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("said", JSON, nullable=False),
        sa.Column("attainment", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("mentorship", name="pk_course"),
    )
    op.create_index("ix_course_cohort", "course", ["cohort"])


def create_goals() -> None:
    op.create_table(
        "goal",
        sa.Column("mentorship", sa.Text(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("levels", JSON, nullable=False),
        sa.PrimaryKeyConstraint("mentorship", "goal", name="pk_goal"),
    )
    op.create_index("ix_goal_cohort", "goal", ["cohort"])


def create_episodes() -> None:
    op.create_table(
        "episode",
        sa.Column("mentorship", sa.Text(), nullable=False),
        sa.Column("episode", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("opened", MOMENT, nullable=False),
        sa.Column("ended", MOMENT, nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("mentorship", "episode", name="pk_episode"),
    )
    columns = ["cohort", "trigger", "ended_by"]
    op.create_index("ix_episode_cohort_trigger_ended_by", "episode", columns)


def create_scores() -> None:
    op.create_table(
        "score",
        sa.Column("mentorship", sa.Text(), nullable=False),
        sa.Column("survey", sa.Text(), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("over", sa.Boolean(), nullable=False),
        sa.Column("attainment", sa.Float(), nullable=True),
        sa.Column("mentee_asked", sa.SmallInteger(), nullable=False),
        sa.Column("mentor_asked", sa.SmallInteger(), nullable=False),
        sa.Column("mentee_answered", sa.SmallInteger(), nullable=False),
        sa.Column("mentor_answered", sa.SmallInteger(), nullable=False),
        sa.Column("mentee_satisfaction", sa.SmallInteger(), nullable=True),
        sa.Column("mentor_satisfaction", sa.SmallInteger(), nullable=True),
        sa.Column("mentee_recommend", sa.SmallInteger(), nullable=True),
        sa.Column("mentor_recommend", sa.SmallInteger(), nullable=True),
        sa.PrimaryKeyConstraint("mentorship", "survey", name="pk_score"),
    )
    numbers = ("asked", "answered", "satisfaction", "recommend")
    people = [f"{role}_{number}" for number in numbers for role in ("mentee", "mentor")]
    columns = ["cohort", "kind", "round", "over", "attainment", *people]
    op.create_index("ix_score_report", "score", columns)


def tell_anew() -> None:
    for table in FOLLOWED_BEFORE:
        op.execute(f"DELETE FROM {table}")  # noqa: S608  one of our names above
    op.execute("UPDATE projection SET position = 0")
