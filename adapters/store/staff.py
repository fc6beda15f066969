"""The staff in SQLite or PostgreSQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from adapters.store.engine import writing
from adapters.store.staff_schema import (
    log_table,
    session_table,
    staff_table,
    ticket_table,
    token_table,
)
from domain.errors import NotFound
from domain.staff.model import (
    AlreadyThere,
    Deed,
    LastAdmin,
    Secrets,
    Session,
    Staff,
    Ticket,
    Token,
)

_STAFF = [staff_table.c[name] for name in Staff.model_fields]
_SECRETS = [staff_table.c[name] for name in Secrets.model_fields]


class SqlStaff:
    """Who runs programs, how they signed in, their tokens, and the log of what they did."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # people

    def add(self, staff: Staff) -> None:
        try:
            with writing(self._engine) as connection:
                connection.execute(insert(staff_table), staff.model_dump())
        except IntegrityError as error:
            raise AlreadyThere from error

    def change(self, staff: Staff) -> None:
        values = staff.model_dump(exclude={"id", "created"})
        try:
            with writing(self._engine) as connection:
                _keep_an_admin(connection, staff)
                these = update(staff_table).where(staff_table.c.id == staff.id)
                connection.execute(these.values(values))
        except IntegrityError as error:
            raise AlreadyThere from error

    def get(self, staff: str) -> Staff:
        found = self._staff(staff_table.c.id == staff)
        if found is None:
            raise NotFound(f"Nobody of the staff is known as {staff}.")
        return found

    def known_as(self, email: str) -> Staff | None:
        return self._staff(func.lower(staff_table.c.email) == email.strip().lower())

    def known_by(self, subject: str) -> Staff | None:
        return self._staff(staff_table.c.subject == subject)

    def all(self) -> list[Staff]:
        rows = self._read(select(*_STAFF).order_by(staff_table.c.name, staff_table.c.id))
        return [Staff(**row) for row in rows]

    def _staff(self, which: ColumnElement[bool]) -> Staff | None:
        rows = self._read(select(*_STAFF).where(which))
        return Staff(**rows[0]) if rows else None

    # what they prove themselves by

    def secrets(self, staff: str) -> Secrets:
        rows = self._read(select(*_SECRETS).where(staff_table.c.id == staff))
        return Secrets(**rows[0]) if rows else Secrets()

    def keep(self, staff: str, **secrets: str | None) -> None:
        self._write(update(staff_table).where(staff_table.c.id == staff).values(**secrets))

    def swap_codes(self, staff: str, old: str, new: str) -> bool:
        c = staff_table.c
        unchanged = update(staff_table).where(c.id == staff, c.totp == old)
        return self._write(unchanged.values(totp=new)) == 1

    def use_code(self, staff: str, step: int) -> bool:
        fresh = update(staff_table).where(
            staff_table.c.id == staff, staff_table.c.totp_step < step
        )
        return self._write(fresh.values(totp_step=step)) == 1

    # sessions

    def open(self, session: Session) -> None:
        over = delete(session_table).where(session_table.c.expires <= session.opened)
        with writing(self._engine) as connection:
            connection.execute(over)
            connection.execute(insert(session_table), session.model_dump())

    def session(self, digest: str) -> Session | None:
        rows = self._read(select(session_table).where(session_table.c.digest == digest))
        return Session(**rows[0]) if rows else None

    def sessions(self, staff: str) -> list[Session]:
        c = session_table.c
        query = select(session_table).where(c.staff == staff)
        return [Session(**row) for row in self._read(query.order_by(c.seen.desc(), c.digest))]

    def seen(self, digest: str, at: datetime) -> None:
        self._write(update(session_table).where(session_table.c.digest == digest).values(seen=at))

    def close(self, digest: str) -> None:
        self._write(delete(session_table).where(session_table.c.digest == digest))

    def close_all(self, staff: str, but: str = "") -> None:
        c = session_table.c
        self._write(delete(session_table).where(c.staff == staff, c.digest != but))

    # tickets

    def issue(self, ticket: Ticket) -> None:
        open_ones = (ticket_table.c.staff == ticket.staff, ticket_table.c.used.is_(None))
        with writing(self._engine) as connection:
            connection.execute(delete(ticket_table).where(*open_ones))
            connection.execute(insert(ticket_table), ticket.model_dump())

    def ticket(self, digest: str) -> Ticket | None:
        rows = self._read(select(ticket_table).where(ticket_table.c.digest == digest))
        return Ticket(**rows[0]) if rows else None

    def use(self, digest: str, at: datetime) -> bool:
        c = ticket_table.c
        fresh = update(ticket_table).where(c.digest == digest, c.used.is_(None), c.expires > at)
        return self._write(fresh.values(used=at)) == 1

    # tokens

    def grant(self, token: Token) -> None:
        self._write(insert(token_table).values(token.model_dump()))

    def token(self, digest: str) -> Token | None:
        rows = self._read(select(token_table).where(token_table.c.digest == digest))
        return Token(**rows[0]) if rows else None

    def tokens(self, staff: str = "") -> list[Token]:
        c = token_table.c
        query = select(token_table).order_by(c.created.desc(), c.id)
        rows = self._read(query.where(c.staff == staff) if staff else query)
        return [Token(**row) for row in rows]

    def token_used(self, token: str, at: datetime) -> None:
        self._stamp(token_table, token, used=at)

    def revoke(self, token: str, at: datetime) -> None:
        self._stamp(token_table, token, revoked=at)

    # the log

    def log(self, deed: Deed) -> None:
        self._write(insert(log_table).values(deed.model_dump(exclude={"number"})))

    def deeds(self, before: int | None = None, limit: int = 100, staff: str = "") -> list[Deed]:
        c = log_table.c
        query = select(log_table).order_by(c.number.desc()).limit(limit)
        query = query.where(c.staff == staff) if staff else query
        rows = self._read(query if before is None else query.where(c.number < before))
        return [Deed(**row) for row in rows]

    def _stamp(self, table: Table, key: str, **values: datetime) -> None:
        self._write(update(table).where(table.c.id == key).values(**values))

    def _read(self, query: Any) -> list[dict[str, Any]]:
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def _write(self, statement: Any) -> int:
        with writing(self._engine) as connection:
            return int(connection.execute(statement).rowcount)


def _keep_an_admin(connection: Connection, staff: Staff) -> None:
    """Of two who would leave no admin between them, the second waits here, and is refused.

    Somebody who was invited and has never come in can't help, as long as another one can.
    """
    c = staff_table.c
    has_come_in = c.password.is_not(None) | c.subject.is_not(None)
    query = select(c.id, has_come_in).where(c.role == "admin", c.active).with_for_update()
    rows = connection.execute(query).all()
    admins = {id_ for id_, came in rows if came} or {id_ for id_, _ in rows}
    if admins == {staff.id} and not (staff.role == "admin" and staff.active):
        raise LastAdmin
