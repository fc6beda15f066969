"""The three files of a cohort, read together, so that all their mistakes are found at once."""

from adapters.files.csv_files import CsvFile
from adapters.files.program_yaml import ProgramFile
from adapters.files.text import Source
from domain.cohort import pairs as cohort_pairs
from domain.cohort.model import Pair, is_cohort_name
from domain.model import Model
from domain.people import roster
from domain.people.model import Person
from domain.people.roster import Roster
from domain.problems import BadInput, Problem
from domain.program.model import Program


class CohortFiles(Model):
    """What the files of a cohort say, once nothing is wrong with them."""

    program: Program
    people: tuple[Person, ...]
    pairs: tuple[Pair, ...]


def read_cohort(
    program: Source, people: Source, pairs: Source, cohort: str | None = None
) -> CohortFiles:
    """Read the files of a cohort, which is named like its program where no name is given.

    Raises `domain.problems.BadInput` with every mistake of all three files.
    """
    rules = ProgramFile(program)
    name = cohort or (rules.program.program if rules.program else "cohort")
    everybody, of_people = _people(people)
    matched, of_pairs = _pairs(pairs, everybody, name)
    if everybody:
        rules.look_up(everybody)
    problems = [*_of_name(name), *rules.problems, *of_people, *of_pairs]
    if problems or rules.program is None or everybody is None:
        raise BadInput(problems)
    return CohortFiles(program=rules.program, people=everybody.people, pairs=matched)


def _of_name(name: str) -> list[Problem]:
    if is_cohort_name(name):
        return []
    message = "the name of a cohort has small letters, digits and hyphens only, as in spring-2027"
    return [Problem(file=name, line=1, message=message)]


def _people(source: Source) -> tuple[Roster | None, list[Problem]]:
    """The people; None where some could not be read, so that they don't all seem unknown."""
    table = CsvFile(source, roster.COLUMNS, roster.REQUIRED)
    everybody, problems = roster.read(str(source), table.rows)
    return everybody if table.complete else None, _sorted(table.problems + problems)


def _pairs(
    source: Source, everybody: Roster | None, cohort: str
) -> tuple[tuple[Pair, ...], list[Problem]]:
    table = CsvFile(source, cohort_pairs.COLUMNS, cohort_pairs.REQUIRED)
    matched, problems = cohort_pairs.read(str(source), table.rows, everybody, cohort)
    return matched, _sorted(table.problems + problems)


def _sorted(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.line)
