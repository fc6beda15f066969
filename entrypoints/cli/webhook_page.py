"""Subscriptions on the screen."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.text import Text

from domain.webhooks.model import EVERYTHING, DeadLetter, Webhook
from entrypoints.cli import output
from entrypoints.moments import Times, count
from entrypoints.webhooks import Look, facts

STYLES = {"delivering": "green", "retrying": "yellow", "paused": "bold red"}
TIMES = Times("UTC")


def print_secret(webhook: Webhook, secret: str, words: str, *, json: bool) -> None:
    """A new subscription or secret; it can't be shown again."""
    if json:
        told = facts(Look(webhook=webhook, newest=webhook.progress.position))
        output.as_json(told | {"secret": secret})
        return
    output.say(
        f"{words} {webhook.id}: {wanted(webhook)}, to {webhook.url}",
        "",
        "Its secret, which is shown only now (Standard Webhooks, HMAC-SHA256):",
        f"  {secret}",
        "",
        f"Try it with: tandem webhook test {webhook.id}",
    )


def wanted(webhook: Webhook) -> str:
    """What it asks for, in words."""
    types = "all events" if EVERYTHING in webhook.types else ", ".join(webhook.types)
    programs = "all programs" if EVERYTHING in webhook.programs else ", ".join(webhook.programs)
    return f"{types} of {programs}"


def print_looks(looks: Sequence[Look]) -> None:
    """All of them, one a row."""
    if not looks:
        output.say("Nobody has subscribed yet. Begin with: tandem webhook add URL")
        return
    columns = ("ID", "To", "Wants", "State", "Behind", "Dead letters")
    rows = [
        (
            look.webhook.id,
            look.webhook.url,
            wanted(look.webhook),
            Text(look.state, style=STYLES[look.state]),
            count(look.lag, "fact"),
            str(len(look.letters) or ""),
        )
        for look in looks
    ]
    output.show(output.table(columns, rows))


def print_look(look: Look) -> None:
    """Everything about one."""
    webhook = look.webhook
    output.say(Text(f"{webhook.id}   {webhook.url}", style="bold"))
    output.show(output.table_of_terms(_terms(look)))
    if look.letters:
        columns = ("Event", "Position", "Type", "Pair", "Attempts", "Error", "Put aside")
        output.section("Dead letters", output.table(columns, map(_letter, look.letters)))
        output.say("", f"Send one again with: tandem webhook redeliver {webhook.id} EVENT")


def _terms(look: Look) -> Iterator[tuple[str, output.Cell]]:
    webhook, progress = look.webhook, look.webhook.progress
    yield "Wants", wanted(webhook)
    yield "State", Text(look.state, style=STYLES[look.state])
    if webhook.paused:
        yield "Paused", webhook.paused
    yield "Position", f"{progress.position} of {look.newest}, {count(look.lag, 'fact')} behind"
    yield "Delivered", _moment(progress.delivered)
    if progress.attempts:
        yield "Attempts", f"{progress.attempts} failed, next {_moment(progress.next_at)}"
    if progress.error:
        yield "Last error", progress.error
    yield "Added", f"{_moment(webhook.added_at)} by {webhook.added_by}"
    yield "Secret", _secret(webhook)


def _letter(letter: DeadLetter) -> tuple[str, ...]:
    numbers = (letter.position, letter.type, letter.mentorship, letter.attempts)
    return letter.event, *map(str, numbers), letter.error, _moment(letter.at)


def _secret(webhook: Webhook) -> str:
    words = f"number {webhook.generation}"
    if webhook.older_until is None:
        return words
    return f"{words}; the one before signs too until {_moment(webhook.older_until)}"


def _moment(at: datetime | None) -> str:
    return f"{TIMES.moment(at)} UTC" if at else "never"
