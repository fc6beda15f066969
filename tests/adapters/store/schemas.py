"""What a database really is: its tables, indexes, references, triggers and functions."""

from sqlalchemy import Engine, text

SQLITE = """
SELECT m.name, c.name, c.type, c."notnull", c.pk
FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table';
SELECT m.name, i."unique", group_concat(c.name)
FROM sqlite_master m JOIN pragma_index_list(m.name) i JOIN pragma_index_info(i.name) c
WHERE m.type = 'table' GROUP BY m.name, i.name;
SELECT m.name, f."table", f."from", f."to"
FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table';
SELECT name, sql FROM sqlite_master WHERE type = 'trigger'
"""
POSTGRESQL = """
SELECT table_name, column_name, ordinal_position, data_type, is_nullable, identity_generation
FROM information_schema.columns WHERE table_schema = 'public';
SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public';
SELECT conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace;
SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal;
SELECT proname, pg_get_functiondef(oid)
FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
QUERIES = {"sqlite": SQLITE.split(";"), "postgresql": POSTGRESQL.split(";")}


def described(engine: Engine) -> set[str]:
    """One line for everything there is, but for what Alembic keeps for itself."""
    with engine.connect() as connection:
        return {
            " ".join(str(row).split())
            for query in QUERIES[engine.dialect.name]
            for row in connection.execute(text(query))
            if not str(row[0]).startswith("alembic_version")
        }
