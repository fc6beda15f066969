"""What `tandem person erase`, `erased` and `again` do, and how they tell it."""

import asyncio
import json as jsons
import sys
from pathlib import Path
from typing import Any, NamedTuple

import typer

from adapters.temporal.dev_server import DATABASE
from domain.errors import NotFound, TandemError
from domain.people.erasures import Erasure
from entrypoints.about_person import about
from entrypoints.cli import output
from entrypoints.cli.failures import DONE, UNREACHABLE, WRONG, lines_of, status_of
from entrypoints.cli.reach import answering, record_of, temporal
from entrypoints.cli.staffing import office
from entrypoints.erasing import Erasing, Plan
from entrypoints.moments import count
from entrypoints.settings import Settings

SHOWN = 10


class BadList(TandemError):
    """This is no list of erasures, as `tandem person erased --json` prints it."""

    code = "bad_list"


class CantWrite(TandemError):
    """The file can't be written."""

    code = "cant_write"


class How(NamedTuple):
    """How somebody is erased."""

    dry: bool = False
    end: bool = False
    ask: bool = False
    json: bool = False


def erase(settings: Settings, person: str, how: How) -> int:
    """Show what there is, ask, erase and tell; returns the exit status."""
    with record_of(settings) as store:
        erasing = Erasing(store, _maildir(settings), _histories(settings))
        plan = erasing.plan(person)
        if how.dry or plan.nothing_left:
            return _show(settings, plan, how)
        if not how.json:
            output.say(*_words(settings, plan))
        if how.ask and not how.json and sys.stdin.isatty():
            typer.confirm(f"Erase {person} for good?", abort=True)
        with office(settings.data_dir) as here, here.noted("erased", person):
            done = asyncio.run(_carry_out(settings, erasing, plan, how))
    if how.json:
        output.as_json(facts(done))
    else:
        output.say(*_receipt(settings, done))
    return _status(done)


def export(settings: Settings, person: str, out: Path | None) -> None:
    """Write what is stored about somebody."""
    with (
        record_of(settings) as store,
        office(settings.data_dir) as here,
        here.noted("exported", person),
    ):
        told = about(store, _maildir(settings), person)
    if out is None:
        output.as_json(told)
        return
    text = jsons.dumps(told, indent=2, ensure_ascii=False) + "\n"
    try:
        out.touch(mode=0o600)
        if out.is_file():  # it may have been there, for others to read
            out.chmod(0o600)
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CantWrite(f"{out} can't be written: {error.strerror}.") from error
    many = sum(len(one["facts"]) for one in told["mentorships"])
    mentorships = count(len(told["mentorships"]), "mentorship")
    output.say(f"{out}: {count(many, 'fact')} of {mentorships}.", told["left_out"])


def list_all(settings: Settings, *, json: bool) -> None:
    """Print who was erased."""
    with record_of(settings) as store:
        found = store.erasures.all()
    if json:
        output.as_json([facts(one) for one in found])
    elif found:
        rows = [(one.person, f"{one.began_at:%Y-%m-%d %H:%M} UTC", _state(one)) for one in found]
        output.show(output.table(("Person", "Begun", ""), rows))
    else:
        output.say("Nobody was erased here.")


def again(settings: Settings, file: Path, *, end: bool) -> int:
    """Erase everybody on a list, and name those of whom something is left; 1 if there are any."""
    left = []
    for person in _people(file):
        try:
            if erase(settings, person, How(end=end)) != DONE:
                left.append(person)
        except NotFound:
            output.say(f"{person}: nobody here has that id.")
        except TandemError as error:
            if status_of(error) == UNREACHABLE:  # so it would be for all that follow
                raise
            output.problem(*lines_of(error))
            left.append(person)
    if left:
        output.problem(f"Something is left of: {', '.join(left)}")
    return WRONG if left else DONE


def facts(done: Erasure) -> dict[str, Any]:
    """An erasure for programs."""
    return done.model_dump(mode="json")


async def _carry_out(settings: Settings, erasing: Erasing, plan: Plan, how: How) -> Erasure:
    client = await temporal(settings)
    with answering():
        return await erasing.carry_out(
            client, plan, end=how.end, told=lambda line: None if how.json else output.say(line)
        )


def _maildir(settings: Settings) -> Path | None:
    """The folder of letters, where there is one of ours."""
    folder = settings.data_dir / "mail"
    return folder if folder.exists() else None


def _histories(settings: Settings) -> Path | None:
    """The file of Temporal's server, where it is ours."""
    file = settings.data_dir / DATABASE
    return file if settings.temporal_address is None and file.exists() else None


def _show(settings: Settings, plan: Plan, how: How) -> int:
    held = plan.holdings
    if how.json:
        told = held.model_dump(mode="json")
        not_begun = {"planned": plan.planned, "unopened": plan.unopened}
        more = {"open": plan.open, "letters": len(plan.letters), **not_begun}
        output.as_json({"person": plan.person, **told, **more, "erased": plan.nothing_left})
    elif plan.nothing_left:
        output.say(f"{plan.person} is erased: there is no key, no name and no letter of theirs.")
    else:
        output.say(*_words(settings, plan))
    if held.in_clear and plan.nothing_left:
        output.problem(*_in_clear([f"{x.mentorship} version {x.version}" for x in held.in_clear]))
    return WRONG if held.in_clear and plan.nothing_left else DONE


def _words(settings: Settings, plan: Plan) -> list[str]:
    held = plan.holdings
    planned = f" and {len(plan.planned)} not begun" if plan.planned else ""
    lines = [
        f"Of {plan.person} there is:",
        f"  {count(len(held.pairs), 'mentorship')}, of which {len(plan.open)} not ended{planned}",
        f"  {count(held.facts, 'fact')} with their words under {count(held.keys, 'key')}",
        f"  {count(len(held.rosters), 'roster')}, {count(held.rows, 'row')} with their name",
        f"  {count(len(plan.letters), 'letter')} in the mail folder",
    ]
    if held.in_clear:
        clear = count(len(held.in_clear), "fact")
        lines.append(f"  {clear} that an earlier release recorded in clear: they will stay")
    return [*lines, *_elsewhere(settings)]


def _elsewhere(settings: Settings) -> list[str]:
    """What no command of ours can reach."""
    if settings.smtp_host is None:
        return ["Out of reach: back-ups of before."]
    return ["Out of reach: back-ups of before, and letters that left by your mail server."]


def _receipt(settings: Settings, done: Erasure) -> list[str]:
    receipt = done.receipt
    if receipt is None:
        return []
    where = f"{count(receipt.facts, 'fact')} of {count(len(receipt.mentorships), 'mentorship')}"
    cleared = (
        count(receipt.rosters, "roster"),
        count(receipt.notes, "note"),
        count(receipt.reasons, "reason"),
        count(receipt.answers, "kept answer"),
    )
    lines = [
        f"{done.person} is erased.",
        f"  {count(receipt.keys, 'key')} destroyed, with it the words in {where}",
        f"  {count(receipt.histories, 'run')} deleted from Temporal",
        f"  cleared: {', '.join(cleared)}",
        f"  {count(receipt.letters, 'letter')} deleted",
        *_elsewhere(settings),
    ]
    places = [f"{one.mentorship} version {one.version} ({one.type})" for one in receipt.in_clear]
    return lines + _in_clear(places)


def _in_clear(places: list[str]) -> list[str]:
    if not places:
        return []
    more, many = len(places) - SHOWN, count(len(places), "fact")
    return [
        f"NOT erased: {many} that an earlier release recorded in clear.",
        "The record can't be changed; --json names them all.",
        *(f"  {place}" for place in places[:SHOWN]),
        *([f"  and {more} more"] if more > 0 else []),
    ]


def _status(done: Erasure) -> int:
    return WRONG if done.receipt is None or done.receipt.in_clear else DONE


def _state(one: Erasure) -> str:
    if one.done_at is None:
        return "not done: erase them again"
    clear = len(one.receipt.in_clear) if one.receipt else 0
    return f"done, but for {count(clear, 'fact')} in clear" if clear else "done"


def _people(file: Path) -> list[str]:
    try:
        listed = jsons.loads(file.read_text(encoding="utf-8"))
        return list(dict.fromkeys(str(one["person"]) for one in listed))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BadList from error
