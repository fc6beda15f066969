"""`tandem token`: keys for programs that use the API in somebody's name."""

from typing import Annotated

import typer

from entrypoints.cli.options import AsJson, Data

app = typer.Typer(
    help="Keys for programs that use the API in somebody's name.", no_args_is_help=True
)


@app.command()
def add(
    email: Annotated[
        str, typer.Argument(metavar="EMAIL", help="Whom it acts for: their address, or their id.")
    ],
    name: Annotated[str, typer.Option("--name", metavar="N", help="What it is for.")],
    scope: Annotated[
        list[str],
        typer.Option("--scope", metavar="S", help="What it may do, as boards.read; repeat it."),
    ],
    days: Annotated[
        int | None,
        typer.Option("--days", min=1, metavar="N", help="How long it works; else until revoked."),
    ] = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Make a token and print it, this once; it never may more than whom it acts for."""
    from datetime import timedelta

    from entrypoints.cli import output
    from entrypoints.cli.staffing import now, office
    from entrypoints.web.staff.tokens import make_token

    with office(data) as here:
        staff = here.staffing.find(email)
        expires = now() + timedelta(days=days) if days else None
        with here.noted("made an API token", f"{staff.id} {name}"):
            token, text = make_token(here.store, staff, name, tuple(scope), now(), expires)
    if json:
        output.as_json({**token.model_dump(mode="json", exclude={"digest"}), "token": text})
    else:
        output.say(text)
        output.problem(f"It is named {token.id}, and shown only now.")


@app.command("list")
def list_(data: Data = None, json: AsJson = False) -> None:
    """Show all tokens, never their text."""
    from entrypoints.cli import output
    from entrypoints.cli.staffing import now, office
    from entrypoints.moments import Times

    with office(data) as here:
        found = here.store.tokens()
    if json:
        output.as_json([one.model_dump(mode="json", exclude={"digest"}) for one in found])
        return
    times = Times()
    rows = [
        (
            one.id,
            one.staff,
            one.name,
            ", ".join(one.scopes),
            times.moment(one.used) or "never",
            (times.day(one.expires) or "it is revoked") if one.lives(now()) else "over",
        )
        for one in found
    ]
    columns = ("Token", "Acts for", "Name", "May", "Last used (UTC)", "Works until")
    output.show(output.table(columns, rows))


@app.command()
def revoke(
    token: Annotated[str, typer.Argument(metavar="ID", help="The token, as `list` shows it.")],
    data: Data = None,
    json: AsJson = False,
) -> None:
    """End a token at once."""
    from domain.errors import NotFound
    from entrypoints.cli import output
    from entrypoints.cli.staffing import now, office

    with office(data) as here:
        found = next((one for one in here.store.tokens() if one.id == token), None)
        if found is None:
            raise NotFound(f"There is no token {token}; look with: tandem token list")
        with here.noted("ended an API token", f"{token} {found.name}"):
            here.store.revoke(token, now())
    if json:
        output.as_json({"token": token, "revoked": True})
    else:
        output.say(f"{found.name} opens nothing any more.")
