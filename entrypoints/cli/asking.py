"""Asks a mentorship to do something, and tells what came of it."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

from domain.errors import TandemError
from domain.mentorship.commands import Request
from domain.mentorship.decide import parse
from domain.mentorship.refusals import AlreadyClosed
from domain.mentorship.storage import fold, load
from entrypoints.asking import NoAnswer, NobodyThere, RequestFailed, ask
from entrypoints.cli import output
from entrypoints.cli.pairs import absent
from entrypoints.cli.reach import record_of, temporal
from entrypoints.settings import Settings
from entrypoints.words import names_of, sentence
from workflows.ledger import Receipt

PATIENCE = timedelta(seconds=30)


def new_request(command: str, data: dict[str, Any], by: str, key: str | None) -> Request:
    """A request that can be read; raises `Refused` where a command's data can't be."""
    request = Request(id=key or str(uuid4()), by=by, command=command, data=data)
    parse(request)
    return request


def ask_and_tell(settings: Settings, mentorship: str, request: Request, *, json: bool) -> None:
    """Ask, and print the facts that followed; raises `Refused` where it was not accepted."""
    receipt = asyncio.run(_ask(settings, mentorship, request))
    if json:
        output.as_json(
            {"mentorship": mentorship, "request": request.id, **receipt.model_dump(mode="json")}
        )
    else:
        output.say(*(_sentences(settings, mentorship, request) or _plain(receipt)))


async def _ask(settings: Settings, mentorship: str, request: Request) -> Receipt:
    client = await temporal(settings)
    try:
        return await ask(client, mentorship, request, PATIENCE)
    except NobodyThere:
        raise _absent(settings, mentorship) from None
    except NoAnswer:
        raise NoAnswer(
            f"No worker has answered within {PATIENCE.seconds} seconds. To ask again without"
            f" doing it twice, repeat the command with --id {request.id}"
        ) from None


def _absent(settings: Settings, mentorship: str) -> TandemError:
    """Why nobody is there to ask: it ended, it has not begun, or there is no such pair."""
    with record_of(settings) as store:
        state = fold(mentorship, store.events.stream(mentorship))
        if state is None:
            return absent(store, mentorship)
    if state.stage == "closed":
        return AlreadyClosed("This mentorship is closed, and nothing more happens in it.")
    return RequestFailed("The record knows this pair, but its workflow is missing.")


def _sentences(settings: Settings, mentorship: str, request: Request) -> list[str]:
    """What the record now holds because of this request; nothing where it can't be read."""
    try:
        with record_of(settings) as store:
            facts = store.events.stream(mentorship)
    except TandemError:
        return []
    state = fold(mentorship, facts)
    names = names_of(state) if state else {}
    return [sentence(load(fact).event, names) for fact in facts if fact.cause == request.id]


def _plain(receipt: Receipt) -> list[str]:
    if not receipt.facts:
        return ["Accepted; it changes nothing that was not so already."]
    return [f"Accepted: {', '.join(name.replace('_', ' ') for name in receipt.facts)}."]
