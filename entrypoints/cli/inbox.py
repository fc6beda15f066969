"""`tandem inbox`: the escalations that need a human."""

from typing import Annotated

import typer

from entrypoints.cli.options import As, AsJson, Data

app = typer.Typer(invoke_without_command=True)
Id = Annotated[str, typer.Argument(metavar="ID", help="The case, as `tandem inbox` names it.")]
Decision = Annotated[
    str,
    typer.Argument(
        metavar="DECISION", help="nudge, log_call, snooze, pause, extend, rematch, end or dismiss."
    ),
]
Note = Annotated[
    str, typer.Option("--note", metavar="T", help="Your words, what was said, or why.")
]
Weeks = Annotated[int | None, typer.Option("--weeks", metavar="N", help="To extend by.")]
Reason = Annotated[
    str | None,
    typer.Option("--reason", metavar="R", help="Why it ends, as cannot_reach_partner."),
]
Resume = Annotated[
    str | None,
    typer.Option("--resume-on", metavar="TIME", help="When a pause is over, with time zone."),
]


@app.callback()
def inbox(context: typer.Context, data: Data = None, json: AsJson = False) -> None:
    """Show the escalations that need a decision of yours."""
    if context.invoked_subcommand is not None:
        return
    from entrypoints.cli import inbox_page, output
    from entrypoints.cli.reach import record_of
    from entrypoints.settings import load

    with record_of(load(data_dir=data)) as store:
        cases = inbox_page.cases(store)
    if json:
        output.as_json([inbox_page.facts(case) for case in cases])
    else:
        inbox_page.print_cases(cases)


@app.command()
def decide(
    id_: Id,
    decision: Decision,
    *,
    note: Note = "",
    person: As = "manager",
    weeks: Weeks = None,
    reason: Reason = None,
    resume_on: Resume = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Decide on one of them."""
    from entrypoints.cli.asking import ask_and_tell, new_request
    from entrypoints.settings import load

    mentorship, episode = _parted(id_)
    given = {"weeks": weeks, "reason": reason, "resume_on": resume_on}
    wanted = {name: value for name, value in given.items() if value is not None}
    wanted |= {"episode": episode, "decision": decision, "note": note}
    request = new_request("decide_episode", wanted, person, None)
    ask_and_tell(load(data_dir=data), mentorship, request, json=json)


def _parted(case: str) -> tuple[str, int]:
    mentorship, _, episode = case.rpartition("/")
    if not mentorship or not episode.isdecimal():
        raise typer.BadParameter(
            "a case is named PAIR/NUMBER, as `tandem inbox` shows it", param_hint="ID"
        )
    return mentorship, int(episode)
