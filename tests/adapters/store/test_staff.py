"""The staff as both databases keep it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from adapters.store.engine import writing
from adapters.store.staff import SqlStaff
from domain.errors import NotFound
from domain.staff.model import (
    MAY,
    PERMISSIONS,
    AlreadyThere,
    Deed,
    LastAdmin,
    Session,
    Staff,
    Ticket,
    Token,
    new_id,
)

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
CLARA = Staff(
    id="clara",
    email="Clara@example.org",
    name="Clara Brandt",
    role="manager",
    programs=("career-growth",),
    created=NOW,
)


@pytest.fixture
def staff(engine: Engine) -> SqlStaff:
    found = SqlStaff(engine)
    found.add(CLARA)
    return found


def test_somebody_is_found_by_id_and_by_address_whatever_its_capitals(staff: SqlStaff) -> None:
    assert staff.get("clara") == CLARA
    assert staff.known_as(" clara@EXAMPLE.org ") == CLARA
    assert staff.known_as("nobody@example.org") is None
    with pytest.raises(NotFound, match="nobody"):
        staff.get("nobody")


def test_an_address_belongs_to_one_person(staff: SqlStaff) -> None:
    with pytest.raises(AlreadyThere):
        staff.add(CLARA.model_copy(update={"id": "clara-2"}))


def test_what_is_known_of_somebody_can_change_and_their_secrets_stay(staff: SqlStaff) -> None:
    staff.keep("clara", password="$argon2id$…", subject="https://id.example.org|7")

    staff.change(CLARA.model_copy(update={"role": "viewer", "active": False}))

    assert staff.get("clara").role == "viewer"
    assert staff.secrets("clara").password == "$argon2id$…"
    known = staff.known_by("https://id.example.org|7")
    assert known is not None
    assert known.id == "clara"


@pytest.mark.parametrize("fewer", [{"role": "viewer"}, {"active": False}])
def test_the_last_admin_stays_one(staff: SqlStaff, fewer: dict[str, Any]) -> None:
    ada, bob = (admin(name) for name in ("ada", "bob"))
    staff.add(ada)
    staff.add(bob)

    staff.change(ada.model_copy(update=fewer))
    with pytest.raises(LastAdmin):
        staff.change(bob.model_copy(update=fewer))

    assert staff.get("bob") == bob


def test_an_admin_who_has_never_come_in_is_not_enough(staff: SqlStaff) -> None:
    ada, invited = (admin(name) for name in ("ada", "invited"))
    staff.add(ada)
    staff.keep("ada", subject="https://id.example.org|7")
    staff.add(invited)

    with pytest.raises(LastAdmin):
        staff.change(ada.model_copy(update={"role": "viewer"}))
    staff.change(invited.model_copy(update={"active": False}))

    assert staff.get("ada").role == "admin"


def test_two_admins_who_leave_at_the_same_moment_do_not_both_get_away(staff: SqlStaff) -> None:
    admins = [admin(name) for name in ("ada", "bob")]
    for one in admins:
        staff.add(one)
    start = Barrier(2)

    def leave(one: Staff) -> bool:
        start.wait()
        try:
            staff.change(one.model_copy(update={"active": False}))
        except LastAdmin:
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        left = list(both.map(leave, admins))

    assert sorted(left) == [False, True]
    assert [one.active for one in staff.all() if one.role == "admin"].count(True) == 1


def session(name: str, opened: datetime = NOW) -> Session:
    return Session(
        digest=name,
        staff="clara",
        way="password",
        browser="Firefox on Linux",
        opened=opened,
        seen=opened,
        expires=opened + timedelta(hours=9),
    )


def test_sessions_that_are_over_are_forgotten(staff: SqlStaff) -> None:
    staff.open(session("old"))
    staff.open(session("new", NOW + timedelta(hours=9)))

    assert [one.digest for one in staff.sessions("clara")] == ["new"]


def admin(name: str) -> Staff:
    email = f"{name}@example.org"
    return CLARA.model_copy(update={"id": name, "email": email, "role": "admin"})


def test_a_one_time_code_counts_once(staff: SqlStaff) -> None:
    assert staff.use_code("clara", 100)
    assert not staff.use_code("clara", 100)
    assert not staff.use_code("clara", 99)
    assert staff.use_code("clara", 101)


def test_a_new_password_leaves_the_codes_as_they_are(staff: SqlStaff) -> None:
    staff.keep("clara", totp="sealed")
    staff.use_code("clara", 100)

    staff.keep("clara", password="$argon2id$…")

    kept = staff.secrets("clara")
    assert (kept.totp, kept.totp_step, kept.password) == ("sealed", 100, "$argon2id$…")


def test_of_two_who_replace_the_codes_at_once_one_comes_too_late(staff: SqlStaff) -> None:
    staff.keep("clara", totp="eight left")

    assert staff.swap_codes("clara", "eight left", "seven left")
    assert not staff.swap_codes("clara", "eight left", "also seven left")
    assert staff.secrets("clara").totp == "seven left"


def test_a_ticket_opens_once_and_a_new_one_replaces_it(staff: SqlStaff) -> None:
    for name in ("first", "second"):
        staff.issue(Ticket(digest=name, staff="clara", expires=NOW + timedelta(hours=1)))

    assert staff.ticket("first") is None
    assert not staff.use("second", NOW + timedelta(hours=2))
    assert staff.use("second", NOW)
    assert not staff.use("second", NOW)


def test_sessions_end_one_by_one_or_all_but_one(staff: SqlStaff) -> None:
    for name in "abc":
        staff.open(session(name))

    staff.close("a")
    staff.seen("b", NOW + timedelta(minutes=5))
    assert [session.digest for session in staff.sessions("clara")] == ["b", "c"]
    staff.close_all("clara", but="b")

    left = staff.session("b")
    assert left is not None
    assert left.seen == NOW + timedelta(minutes=5)
    assert (staff.session("a"), staff.session("c")) == (None, None)


def test_a_token_lives_until_it_is_over_or_revoked(staff: SqlStaff) -> None:
    token = Token(
        id="t1",
        digest="d1",
        staff="clara",
        name="Nightly export",
        scopes=("boards.read",),
        created=NOW,
        expires=NOW + timedelta(days=30),
    )
    staff.grant(token)
    staff.token_used("t1", NOW)

    found = staff.token("d1")
    assert found is not None
    assert found.used == NOW
    assert found.lives(NOW)
    assert not found.lives(NOW + timedelta(days=30))
    staff.revoke("t1", NOW)
    assert not staff.tokens("clara")[0].lives(NOW)


def test_what_the_staff_did_can_be_read_and_never_changed(staff: SqlStaff, engine: Engine) -> None:
    for act in ("launched a cohort", "made a token"):
        staff.log(Deed(at=NOW, staff="clara", name="Clara", via="console", act=act, about="x"))

    newest, oldest = staff.deeds()
    assert (newest.act, oldest.act) == ("made a token", "launched a cohort")
    assert staff.deeds(before=newest.number) == [oldest]
    assert staff.deeds(staff="clara", limit=1) == [newest]
    assert staff.deeds(staff="somebody-else") == []
    for change in ("UPDATE staff_log SET act = 'slept'", "DELETE FROM staff_log"):
        with pytest.raises(DBAPIError, match="append-only"), writing(engine) as connection:
            connection.execute(text(change))


def test_a_manager_sees_their_own_programs_and_an_admin_all() -> None:
    admin = CLARA.model_copy(update={"role": "admin"})

    assert CLARA.sees("career-growth")
    assert not CLARA.sees("first-steps")
    assert admin.sees("first-steps")


def test_only_an_admin_may_do_everything_and_nobody_who_has_left_may_do_anything() -> None:
    gone = CLARA.model_copy(update={"active": False})

    assert [role for role, may in MAY.items() if may == set(PERMISSIONS)] == ["admin"]
    assert not any(gone.may(permission) for permission in PERMISSIONS)


def test_an_id_is_made_of_the_address() -> None:
    assert new_id("Clara.Brandt@example.org", frozenset()) == "clara-brandt"
    assert new_id("clara@example.org", frozenset({"clara", "clara-2"})) == "clara-3"
    assert new_id("log@example.org", frozenset()) == "log-2"
