"""A release to come: our migrations and some more, each with whom it says that it serves."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine

from adapters.store import migrate

MIGRATION = '''"""What the release to come brings."""

import sqlalchemy as sa
from alembic import op

revision = "{version}"
down_revision = "{before}"
branch_labels = None
depends_on = None

serves_from = "{serves_from}"


def upgrade() -> None:
    op.create_table("of_{version}", sa.Column("id", sa.Text(), primary_key=True))
    op.add_column("event", sa.Column("of_{version}", sa.Text()))
'''


def version(after: int = 0) -> str:
    """The version that this release needs, or one after it."""
    return f"{int(migrate.head()) + after:04}"


def bring(engine: Engine, folder: Path, serves: Sequence[str]) -> str:
    """Bring a database to where a newer release leaves it, one migration for each of `serves`."""
    copy = shutil.copytree(migrate.MIGRATIONS, folder / f"of {version(len(serves))}")
    for ahead, serves_from in enumerate(serves, start=1):
        names = {"version": version(ahead), "before": version(ahead - 1)}
        text = MIGRATION.format(**names, serves_from=serves_from)
        (copy / "versions" / f"{version(ahead)}_to_come.py").write_text(text)
    reached = version(len(serves))
    with pytest.MonkeyPatch.context() as for_a_moment:
        for_a_moment.setattr(migrate, "MIGRATIONS", copy)
        migrate.upgrade(engine)
    return reached
