"""`tandem staff`: the people who run programs; also the way in when all others are lost."""

from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.options import AsJson, Data

if TYPE_CHECKING:
    from domain.staff.model import Role as RoleName

app = typer.Typer(
    help="The people who run programs: who they are, and what they may do.", no_args_is_help=True
)

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="Their address, or their id.")]
Role = Annotated[str, typer.Argument(metavar="ROLE", help="admin, manager, viewer or ops.")]
Programs = Annotated[
    list[str] | None,
    typer.Option("--program", metavar="P", help="A program whose cohorts they see; else all."),
]


@app.command("list")
def list_(data: Data = None, json: AsJson = False) -> None:
    """Show everybody, with role and programs."""
    from entrypoints.cli import output
    from entrypoints.cli.staffing import facts, office

    with office(data) as here:
        found = here.store.all()
    if json:
        output.as_json([facts(one) for one in found])
    elif found:
        rows = [
            (one.email, one.name, one.role, ", ".join(one.programs), "" if one.active else "off")
            for one in found
        ]
        output.show(output.table(("E-mail", "Name", "Role", "Programs", ""), rows))
    else:
        output.say("Nobody yet. `tandem up` prints the link of the first admin.")


@app.command()
def add(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="They sign in with it.")],
    name: Annotated[str, typer.Option("--name", metavar="N", help="As colleagues see it.")],
    role: Annotated[
        str, typer.Option("--role", metavar="R", help="admin, manager, viewer or ops.")
    ] = "manager",
    program: Programs = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Add somebody, and print the link that lets them in once."""
    from entrypoints.cli.staffing import facts, office

    with office(data) as here, here.noted("invited", f"{email} {role}"):
        staff = here.staffing.invite(email, name, _role(role), _programs(program))
        url = here.staffing.link(staff)
    _tell_link(url, json=json, facts=facts(staff))


@app.command()
def link(
    email: Email,
    without_codes: Annotated[
        bool, typer.Option("--without-codes", help="Turn their second step off as well.")
    ] = False,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Print a link that lets somebody in once, to choose a new password."""
    from entrypoints.cli.staffing import facts, office

    with office(data) as here:
        staff = here.staffing.find(email)
        with here.noted("made a link for", staff.id):
            url = here.staffing.link(staff, without_codes=without_codes)
    _tell_link(url, json=json, facts=facts(staff))


@app.command()
def role(
    email: Email, role: Role, program: Programs = None, data: Data = None, json: AsJson = False
) -> None:
    """Give somebody another role; their programs stay unless some are named."""
    from entrypoints.cli.staffing import office

    with office(data) as here:
        staff = here.staffing.find(email)
        programs = _programs(program) if program else staff.programs
        fresh = staff.model_copy(update={"role": _role(role), "programs": programs})
        with here.noted("changed the rights of", f"{staff.id} {role}"):
            here.staffing.change(fresh)
    of = "every program" if fresh.sees_all else ", ".join(fresh.programs)
    _tell(f"{fresh.name} is {fresh.role} of {of}.", fresh.model_dump(mode="json"), json=json)


@app.command()
def off(email: Email, data: Data = None, json: AsJson = False) -> None:
    """Let somebody in no more; their sessions and tokens end."""
    from entrypoints.cli.staffing import office

    with office(data) as here:
        staff = here.staffing.find(email)
        with here.noted("switched off", staff.id):
            here.staffing.switch_off(staff)
        found = here.store.get(staff.id)
    _tell(f"{staff.name} is switched off.", found.model_dump(mode="json"), json=json)


@app.command()
def on(email: Email, data: Data = None, json: AsJson = False) -> None:
    """Let somebody in again."""
    from entrypoints.cli.staffing import office

    with office(data) as here:
        staff = here.staffing.find(email)
        with here.noted("switched on", staff.id):
            here.staffing.switch_on(staff)
        found = here.store.get(staff.id)
    _tell(f"{staff.name} is switched on.", found.model_dump(mode="json"), json=json)


@app.command()
def log(
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="How many.")] = 50,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Show what the staff did last, the newest first."""
    from entrypoints.cli import output
    from entrypoints.cli.staffing import office
    from entrypoints.moments import Times

    with office(data) as here:
        deeds = here.store.deeds(limit=limit)
    if json:
        output.as_json([deed.model_dump(mode="json") for deed in deeds])
        return
    times = Times()
    rows = [
        (times.moment(d.at), d.name, d.via, f"{d.act} {d.about}".strip(), d.outcome) for d in deeds
    ]
    output.show(output.table(("When (UTC)", "Who", "By", "What", "Not done"), rows))


def _role(name: str) -> "RoleName":
    from domain.staff.model import ROLES

    found = next((role for role in ROLES if role == name), None)
    if found is None:
        raise typer.BadParameter(f"{name} is no role; one of {', '.join(ROLES)}")
    return found


def _programs(names: list[str] | None) -> tuple[str, ...]:
    from domain.staff.model import EVERY_PROGRAM

    return tuple(names or (EVERY_PROGRAM,))


def _tell_link(url: str, *, json: bool, facts: dict[str, object]) -> None:
    from entrypoints.cli import output

    if json:
        output.as_json({**facts, "link": url})
    else:
        output.say(url, "It lets them in once, within a day, and is shown only now.")


def _tell(words: str, facts: dict[str, object], *, json: bool) -> None:
    from entrypoints.cli import output

    if json:
        output.as_json(facts)
    else:
        output.say(words)
