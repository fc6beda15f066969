"""Publishes programs: a number stands for the same rules for ever; and tells which there are."""

from datetime import UTC, datetime
from pathlib import Path

from adapters.files.program_yaml import ProgramFile, read_program
from domain.errors import NotFound
from domain.model import Model
from domain.people.roster import Roster
from domain.problems import BadInput
from domain.program.model import Program
from domain.program.publishing import Published, differences
from domain.program.staff import resolve
from entrypoints.bootstrap import Store


class Version(Model):
    """A version that was published, or that cohorts follow without; `at` is when, if it was."""

    program: Program
    at: datetime | None
    cohorts: tuple[str, ...] = ()


def publish(store: Store, file: Path) -> tuple[Published, bool]:
    """Keep the program of a file; tells whether it is new.

    Raises `domain.problems.BadInput` with every line that differs from what stands under its
    number already, be it published or followed by a cohort.
    """
    read = ProgramFile(file)
    if read.program is None:
        raise BadInput(read.problems)
    given, kept = read.program, find(store, read.program)
    if kept:
        read.refuse(differences(kept.program, given, "it was published"))
    for cohort in store.cohorts.list():
        if (cohort.program.program, cohort.program.version) == (given.program, given.version):
            known = resolve(given, Roster(store.cohorts.people(cohort.name)))
            read.refuse(differences(cohort.program, known, f"cohort {cohort.name} follows it"))
    if read.problems:
        raise BadInput(read.problems)
    return store.programs.publish(given, datetime.now(UTC)), kept is None


def find(store: Store, program: Program) -> Published | None:
    """What was published under the number of a program."""
    try:
        return store.programs.get(program.program, program.version)
    except NotFound:
        return None


def wanted(store: Store, program: str, which: str) -> Program:
    """The version of a program that somebody means: its number, or a file."""
    if which.isdigit():
        return store.programs.get(program, int(which)).program
    return read_program(Path(which))


def versions(store: Store) -> list[Version]:
    """Every version that was published or that a cohort follows, by program and number."""
    found = {
        (one.program.program, one.program.version): Version(program=one.program, at=one.at)
        for one in store.programs.all()
    }
    for cohort in store.cohorts.list():
        key = (cohort.program.program, cohort.program.version)
        known = found.setdefault(key, Version(program=cohort.program, at=None))
        found[key] = known.model_copy(update={"cohorts": (*known.cohorts, cohort.name)})
    return [found[key] for key in sorted(found)]
