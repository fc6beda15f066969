"""The triggers by which the database refuses to change the record, and what the staff did.

A migration keeps its own copy, because what it once did must not change.
"""

# INSERT OR REPLACE removes a row without asking the delete trigger, hence the third one.
SQLITE = (
    """
    CREATE TRIGGER event_refuses_update BEFORE UPDATE ON event
    BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END
    """,
    """
    CREATE TRIGGER event_refuses_delete BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END
    """,
    """
    CREATE TRIGGER event_refuses_replace BEFORE INSERT ON event
    WHEN EXISTS (SELECT 1 FROM event WHERE position = NEW.position)
      OR EXISTS (SELECT 1 FROM event WHERE id = NEW.id)
      OR EXISTS (SELECT 1 FROM event WHERE stream = NEW.stream AND version = NEW.version)
    BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END
    """,
)

POSTGRESQL = (
    """
    CREATE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the record is append-only'; END
    $$
    """,
    """
    CREATE TRIGGER event_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only()
    """,
)

APPEND_ONLY = {"sqlite": SQLITE, "postgresql": POSTGRESQL}

STAFF_LOG_SQLITE = (
    """
    CREATE TRIGGER staff_log_refuses_update BEFORE UPDATE ON staff_log
    BEGIN SELECT RAISE(ABORT, 'the staff log is append-only'); END
    """,
    """
    CREATE TRIGGER staff_log_refuses_delete BEFORE DELETE ON staff_log
    BEGIN SELECT RAISE(ABORT, 'the staff log is append-only'); END
    """,
    """
    CREATE TRIGGER staff_log_refuses_replace BEFORE INSERT ON staff_log
    WHEN EXISTS (SELECT 1 FROM staff_log WHERE number = NEW.number)
    BEGIN SELECT RAISE(ABORT, 'the staff log is append-only'); END
    """,
)

STAFF_LOG_POSTGRESQL = (
    """
    CREATE FUNCTION staff_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the staff log is append-only'; END
    $$
    """,
    """
    CREATE TRIGGER staff_log_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON staff_log
    FOR EACH STATEMENT EXECUTE FUNCTION staff_log_is_append_only()
    """,
)

STAFF_LOG_APPEND_ONLY = {"sqlite": STAFF_LOG_SQLITE, "postgresql": STAFF_LOG_POSTGRESQL}
