"""People over all cohorts, their surveys and their meetings, as the projector has left them."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import ColumnElement, Engine, Table, and_, select, true

from adapters.store.read_schema import (
    answer_table,
    meeting_table,
    participation_table,
    survey_table,
)
from domain.readmodels.people import person_row
from domain.readmodels.rows import AnswerRow, MeetingRow, ParticipationRow, PersonRow, SurveyRow

MANY = 1000  # ids in one statement


class SqlPeople:
    """Everybody who takes part, in SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self, cohort: str = "") -> list[PersonRow]:
        table = participation_table
        of_cohort = select(table.c.person).where(table.c.cohort == cohort)
        return self._people(table.c.person.in_(of_cohort) if cohort else true())

    def page(
        self, after: str, limit: int, cohort: str = "", programs: Sequence[str] | None = None
    ) -> list[PersonRow]:
        c, seen = participation_table.c, _seen(programs)
        there = and_(seen, c.cohort == cohort) if cohort else seen
        ids = select(c.person).where(there, c.person > after).distinct()
        page = ids.order_by(c.person).limit(limit).subquery()
        return self._people(and_(seen, c.person.in_(select(page.c.person))))

    def participations(
        self, person: str, programs: Sequence[str] | None = None
    ) -> list[ParticipationRow]:
        return self._participations(and_(participation_table.c.person == person, _seen(programs)))

    def elsewhere(
        self, people: Sequence[str], cohort: str, programs: Sequence[str] | None = None
    ) -> dict[str, tuple[str, ...]]:
        c, found = participation_table.c, defaultdict(list)
        others = and_(_seen(programs), c.cohort != cohort, c.stage != "closed")
        pairs = select(c.person, c.cohort).distinct().order_by(c.person, c.cohort)
        with self._engine.connect() as connection:
            for start in range(0, len(people), MANY):
                these = pairs.where(others, c.person.in_(people[start : start + MANY]))
                for person, other in connection.execute(these):
                    found[person].append(other)
        return {person: tuple(cohorts) for person, cohorts in found.items()}

    def _people(self, which: ColumnElement[bool]) -> list[PersonRow]:
        by_person = groupby(self._participations(which), lambda row: row.person)
        return [person_row(list(of_one)) for _, of_one in by_person]

    def _participations(self, which: ColumnElement[bool]) -> list[ParticipationRow]:
        c = participation_table.c
        query = select(participation_table).where(which)
        in_turn = query.order_by(c.person, c.opened, c.mentorship, c.role)
        with self._engine.connect() as connection:
            return [ParticipationRow(**row) for row in connection.execute(in_turn).mappings()]


class SqlSurveys:
    """Surveys and their answers, in SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, cohort: str, mentorship: str = "") -> list[SurveyRow]:
        c = survey_table.c
        query = select(survey_table).where(_which(survey_table, cohort, mentorship))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(c.mentorship, c.opened, c.survey))
            return [SurveyRow(**row) for row in rows.mappings()]

    def answers(self, cohort: str, mentorship: str = "") -> list[AnswerRow]:
        c = answer_table.c
        query = select(answer_table).where(_which(answer_table, cohort, mentorship))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(c.mentorship, c.at, c.survey, c.role))
            return [AnswerRow(**row) for row in rows.mappings()]


class SqlMeetings:
    """Meetings, in SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, cohort: str, mentorship: str = "") -> list[MeetingRow]:
        c = meeting_table.c
        query = select(meeting_table).where(_which(meeting_table, cohort, mentorship))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(c.mentorship, c.number))
            return [MeetingRow(**row) for row in rows.mappings()]


def _seen(programs: Sequence[str] | None) -> ColumnElement[bool]:
    """What belongs to these programs; None: to any."""
    return true() if programs is None else participation_table.c.program.in_(programs)


def _which(table: Table, cohort: str, mentorship: str) -> ColumnElement[bool]:
    """The rows of a cohort, or of one pair of it."""
    of_cohort = table.c.cohort == cohort
    return and_(of_cohort, table.c.mentorship == mentorship) if mentorship else of_cohort
