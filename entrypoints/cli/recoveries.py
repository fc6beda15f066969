"""What `tandem recover` does over all cohorts, and how it tells it."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from temporalio.client import Client

from adapters.store.beyond import beyond
from adapters.temporal.checkup import all_failing, workers
from adapters.temporal.payloads import unreadable
from domain.model import Model
from domain.record import DeliveryRow
from entrypoints.bootstrap import Store, make_composer
from entrypoints.cli.failures import DONE, WRONG
from entrypoints.cli.output import as_json, problem, say
from entrypoints.cli.reach import answering, record_of, temporal
from entrypoints.launching import PAGE
from entrypoints.moments import count
from entrypoints.recovered import Fate
from entrypoints.recovering import CohortFate, Mend, Plan, Recovering
from entrypoints.recovering_webhooks import WebhookFate, recover_webhooks
from entrypoints.secrets import key_ring
from entrypoints.settings import Settings

SHOWN = 10


class Findings(Model):
    """What was found and done; `beyond` are effects of facts that the record does not have."""

    dry: bool
    asked: bool
    pairs: tuple[Fate, ...]
    cohorts: tuple[CohortFate, ...]
    beyond: tuple[DeliveryRow, ...]
    webhooks: tuple[WebhookFate, ...] = ()


async def recover(
    settings: Settings, *, dry: bool, mend: Mend, stuck: bool, json: bool
) -> Findings:
    """Recover all cohorts and say what was done; with `stuck`, workflows whose code fails too."""
    with record_of(settings) as store:
        client = await temporal(settings)
        with answering():
            plan = Plan(
                dry=dry,
                ask=bool(await workers(client, settings.task_queue)),
                mend=mend,
                stuck=await _stuck(settings, client) if stuck else frozenset(),
            )
            found = await _recover(settings, client, store, plan, quiet=json)
    if json:
        as_json(facts(found))
    else:
        say(*words(found))
    problem(*problems(found))
    return found


async def _stuck(settings: Settings, client: Client) -> frozenset[str]:
    """The workflows whose code fails, or will: what they were given can't be read any more."""
    lost = await unreadable(client, key_ring(settings).ids)
    return frozenset([*await all_failing(client), *lost])


async def _recover(
    settings: Settings, client: Client, store: Store, plan: Plan, *, quiet: bool
) -> Findings:
    message_id = make_composer(settings).message_id
    recovering = Recovering(client, settings.task_queue, store, plan, message_id)
    pairs: list[Fate] = []
    cohorts: list[CohortFate] = []
    for cohort in await asyncio.to_thread(store.cohorts.list):
        told = _silent if quiet or cohort.pairs <= PAGE else _teller(cohort.name, cohort.pairs)
        pairs += await recovering.pairs(cohort, told)
        cohorts.append(await recovering.cohort(cohort))
    lost = await asyncio.to_thread(beyond, store.engine)
    queue, stuck = settings.task_queue, plan.stuck
    hooks = await recover_webhooks(client, queue, store.webhooks, dry=plan.dry, stuck=stuck)
    return Findings(
        dry=plan.dry,
        asked=plan.ask,
        pairs=tuple(pairs),
        cohorts=tuple(cohorts),
        beyond=tuple(lost),
        webhooks=tuple(hooks),
    )


def _silent(_: int) -> None:
    """Say nothing while it works."""


def _teller(cohort: str, pairs: int) -> Callable[[int], None]:
    return lambda done: say(f"{cohort}: {done} of {count(pairs, 'pair')} …")


def status_of(found: Findings) -> int:
    """The exit status for what was found: 1 where something is still wrong."""
    others: list[CohortFate | WebhookFate] = [*found.cohorts, *found.webhooks]
    unwatched = any(one.found == "missing" and not one.did for one in others)
    bad = unwatched or found.beyond or any(fate.bad for fate in found.pairs)
    return WRONG if bad else DONE


def facts(found: Findings) -> dict[str, Any]:
    """What was found and done, for programs; of pairs that are as they should be, the number."""
    return {
        "dry_run": found.dry,
        "asked": found.asked,
        "counts": Counter(fate.did or fate.found for fate in found.pairs),
        "pairs": [
            fate.model_dump(mode="json")
            for fate in found.pairs
            if fate.did or fate.bad or fate.found == "waiting"
        ],
        "cohorts": [cohort.model_dump(mode="json") for cohort in found.cohorts],
        "webhooks": [webhook.model_dump(mode="json") for webhook in found.webhooks],
        "beyond": [row.effect for row in found.beyond],
    }


DID = {
    "restarted": "restarted from the record",
    "launched": "launched, for they had no facts yet",
    "refilled": "written back into the record, which had lost facts of them",
    "rewound": "started again without the facts that the record had lost",
    "told": "told to take over what the record knows more",
    "begun_again": "begun again from the record, for their workflow could not go on",
}
MENDED = ("refilled", "rewound")
FOUND = {
    "running": "running",
    "over": "over",
    "waiting": "waiting for the first day of their cohort",
    "missing": "to be restarted from the record",
    "unopened": "to be launched, for they have no facts yet",
    "ahead": "known better to the engine than to the record",
    "behind": "known better to the record than to the engine",
    "silent": "not answering",
    "stuck": "to be begun again from the record, for their workflow can't go on",
    "broken": "broken",
}


def words(found: Findings) -> list[str]:
    """What was found and done, for people."""
    lines = [f"{count(len(found.pairs), 'pair')} in {count(len(found.cohorts), 'cohort')}:"]
    tally = Counter(DID[fate.did] if fate.did else FOUND[fate.found] for fate in found.pairs)
    kinds = (what for what in (*DID.values(), *FOUND.values()) if tally[what])
    lines += [f"  {tally[what]:>6}  {what}" for what in kinds]
    lines += [f"{fate.id}: {_ahead(fate)}" for fate in found.pairs if fate.did in MENDED]
    again = [one.name for one in found.cohorts if one.found == "missing"]
    if again:
        lines.append(f"{'To be watched' if found.dry else 'Watched'} again: {', '.join(again)}.")
    unheard = [one.id for one in found.webhooks if one.found == "missing"]
    if unheard:
        what = "Webhooks to be restarted" if found.dry else "Webhooks restarted"
        lines.append(f"{what}: {', '.join(unheard)}.")
    unsent = sum(fate.unsent for fate in found.pairs if fate.found == "missing")
    if unsent:
        lines.append(f"{count(unsent, 'message')} recorded and not yet settled.")
    if not found.asked:
        lines.append("No worker is there, so it was not asked whether the record has lost facts.")
    return lines


def problems(found: Findings) -> list[str]:
    """What is still wrong, one line each, as long as there are not too many."""
    lines = [*_of_pairs(found), *_of_effects(found)]
    more = len(lines) - SHOWN
    return [*lines[:SHOWN], *([f"… and {more} more; see --json"] if more > 0 else [])]


def _of_pairs(found: Findings) -> Iterator[str]:
    for fate in found.pairs:
        if fate.found == "ahead" and not fate.did:
            yield f"{fate.id}: {_ahead(fate)}"
        elif fate.found == "behind" and not fate.did:
            more = count(fate.version - (fate.engine or 0), "fact")
            yield f"{fate.id}: the record has {more} that its workflow does not know of"
        elif fate.found in ("silent", "broken"):
            word = "does not answer" if fate.found == "silent" else "can't be recovered"
            yield f"{fate.id}: {word}: {fate.why}"


def _ahead(fate: Fate) -> str:
    lost = (fate.engine or 0) - fate.version
    said = (
        f"the record ends at version {fate.version} and has lost {count(lost, 'fact')} that the"
        f" engine knows{_named(fate)}"
    )
    if fate.sent:
        said += f"; sent because of them: {', '.join(fate.sent)}"
    if fate.why:
        return f"{said}. {fate.why} Only --rewind can start it again."
    done = {"refilled": "; they are written back", "rewound": "; they stay lost"}
    return said + done.get(fate.did, "; --refill writes them back, --rewind gives them up")


def _named(fate: Fate) -> str:
    return f" ({', '.join(fate.lost)})" if fate.lost else ""


def _of_effects(found: Findings) -> Iterator[str]:
    for row in found.beyond:
        yield (
            f"{row.effect} ({row.kind} to {row.person}) is {row.status}, and the record has no"
            " such fact: the tables come from back-ups of different times"
        )
