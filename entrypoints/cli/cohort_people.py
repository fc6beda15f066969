"""`tandem cohort people` and `tandem cohort surveys`: who takes part, and what they answered."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entrypoints.cli.options import AsJson, Data

if TYPE_CHECKING:
    from domain.readmodels.rows import AnswerRow, PersonRow, SurveyRow
    from entrypoints.bootstrap import Store

Name = Annotated[str, typer.Argument(metavar="NAME", help="The cohort.")]
AsCsv = Annotated[
    bool, typer.Option("--csv", help="Print every answer as CSV, a column for each question.")
]


def people(name: Name, data: Data = None, json: AsJson = False) -> None:
    """Show everybody of a cohort: pairs, meetings, surveys, and when they were last seen."""
    from entrypoints.cli.output import as_json, show
    from entrypoints.cli.reach import record_of
    from entrypoints.settings import load

    with record_of(load(data_dir=data)) as store:
        bring_up_to_date(store, name)
        found = store.people.all(name)
    if json:
        as_json([person.model_dump(mode="json") for person in found])
    else:
        show(_table(found))


def surveys(name: Name, csv: AsCsv = False, data: Data = None, json: AsJson = False) -> None:
    """Show how many have answered each kind of survey; with --csv or --json, what they said."""
    from entrypoints.cli import output
    from entrypoints.cli.reach import record_of
    from entrypoints.settings import load

    with record_of(load(data_dir=data)) as store:
        bring_up_to_date(store, name)
        opened, answers = store.surveys.of(name), store.surveys.answers(name)
    if csv:
        _write_csv(answers)
    elif json:
        output.as_json(
            {
                "surveys": [row.model_dump(mode="json") for row in opened],
                "answers": [row.model_dump(mode="json") for row in answers],
            }
        )
    else:
        columns = ("Survey", "Opened", "Closed", "Asked", "Answered", "")
        output.show(output.table(columns, _rates(opened, answers)))


def bring_up_to_date(store: "Store", cohort: str) -> None:
    """These read models follow the record; nothing may run that lets them."""
    from adapters.store.projector import Projector

    store.cohorts.get(cohort)
    Projector(store.engine, store.events).catch_up()


def _table(found: list["PersonRow"]) -> Any:
    from entrypoints.cli.output import table

    rows = (
        (
            person.person,
            person.name,
            ", ".join(person.roles),
            f"{person.open_pairs} of {person.pairs}",
            f"{person.meetings_held} held, {person.meetings_missed} missed",
            f"{person.surveys_answered} of {person.surveys_asked}",
            str(person.bounced or ""),
            f"{person.last_seen:%Y-%m-%d}" if person.last_seen else "never",
        )
        for person in found
    )
    what = ("Open pairs", "Meetings", "Surveys answered", "Bounced", "Last seen")
    return table(("Person", "Name", "Roles", *what), rows)


def _rates(opened: list["SurveyRow"], answers: list["AnswerRow"]) -> Iterator[tuple[str, ...]]:
    """A line for each kind; where there is time left to answer, nobody is counted yet."""
    for kind in dict.fromkeys(row.kind for row in opened):
        of_kind = [row for row in opened if row.kind == kind]
        closed = [row for row in of_kind if row.closed and not row.revoked]
        over = {(row.mentorship, row.survey) for row in closed}
        asked = sum(len(row.asked) for row in closed)
        answered = sum((row.mentorship, row.survey) in over for row in answers)
        rate = f"{answered / asked:.0%}" if asked else ""
        counts = (len(of_kind), len(closed), asked, answered)
        yield kind.replace("_", " "), *(str(number) for number in counts), rate


def _write_csv(answers: list["AnswerRow"]) -> None:
    import sys

    from entrypoints.reporting.sheets import csv_lines

    questions = sorted({question for row in answers for question in row.answers})
    place = ("mentorship", "survey", "kind", "role", "person", "at")
    rows = (
        [
            *(row.model_dump(mode="json", include={*place})[name] for name in place),
            *(row.answers.get(question) for question in questions),
        ]
        for row in answers
    )
    sys.stdout.writelines(csv_lines([*place, *questions], rows))
