"""No change of workflow code or of a payload goes unnoticed, and each is told what to do."""

import ast
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest

from tests.replay import fingerprint, locks, payloads


def test_workflow_code_does_what_old_histories_expect() -> None:
    moved = locks.moved(locks.load(locks.COMMANDS))

    assert not moved, f"{', '.join(moved)} changed.{locks.HOW}"


def test_every_payload_is_as_it_was_written_down() -> None:
    told = [*payloads.changes(locks.load(locks.PAYLOADS), payloads.payloads())]

    assert not told, "\n".join([*told, "", f"Seen and right? {locks.RENEW}"])


def test_the_lock_knows_everything_that_workers_are_asked_for() -> None:
    known = set(locks.load(locks.PAYLOADS)["messages"])

    assert {"MentorshipWorkflow.update ask", "MentorshipWorkflow.signal roll"} <= known
    assert {"activity carry_out", "CohortWorkflow.run", "WebhookWorkflow.update send"} <= known


Change = Callable[[str], str]
SWAP: Change = lambda code: code.replace(  # noqa: E731  a change by its name
    "            self.show()\n            self.send()\n",
    "            self.send()\n            self.show()\n",
)


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Change], list[str]]:
    """Changes the code of the mentorship, and tells what the lock says to that."""

    def changed(change: Change) -> list[str]:
        for file in fingerprint.CODE.glob("*.py"):
            text = file.read_text(encoding="utf-8")
            (tmp_path / file.name).write_text(change(text) if "mentorship" in file.name else text)
        assert (tmp_path / "mentorship.py").read_text() != ""
        monkeypatch.setattr(fingerprint, "CODE", tmp_path)
        return locks.moved(locks.load(locks.COMMANDS))

    return changed


def test_a_changed_order_is_noticed(code: Callable[[Change], list[str]]) -> None:
    assert code(SWAP) == ["workflows/mentorship.run"]


def test_another_condition_on_the_way_to_a_command_is_noticed(
    code: Callable[[Change], list[str]],
) -> None:
    assert "workflows/mentorship.should_roll" in code(
        lambda text: text.replace("workflow.all_handlers_finished()", "True")
    )


def test_a_change_behind_a_patch_is_none_for_old_histories(
    code: Callable[[Change], list[str]],
) -> None:
    shown = "            self.show()\n"
    gated = f"{shown}            if workflow.patched('new'):\n                self.show()\n"

    assert code(lambda text: text.replace(shown, gated)) == []
    assert code(lambda text: text.replace(shown, gated.replace("patched", "unsafe"))) != []


RECORD = "            await self.record()\n"
REFUSED = "            raise refused(refusal) from None\n"
CAUGHT_UP = "                self.ledger.catch_up(facts, self.now())\n"
ELSE = "        else:\n            self.send()\n"
HIDDEN = {
    "a timer around it": (RECORD, f"            async with asyncio.timeout(5):\n    {RECORD}"),
    "another way for some": (
        RECORD,
        f"            match self.stage:\n                case 'closing':\n        {RECORD}",
    ),
    "what follows where nothing failed": (REFUSED, f"{REFUSED}{ELSE}"),
    "what follows a loop": (CAUGHT_UP, f"{CAUGHT_UP}{ELSE}"),
}


@pytest.mark.parametrize(("before", "after"), HIDDEN.values(), ids=HIDDEN)
def test_a_change_is_noticed_however_it_is_written(
    code: Callable[[Change], list[str]], before: str, after: str
) -> None:
    assert code(lambda text: text.replace(before, after, 1)) != []


def test_words_for_people_change_nothing(code: Callable[[Change], list[str]]) -> None:
    assert code(lambda text: ast.unparse(ast.parse(text))) == []


def test_a_change_of_a_payload_says_who_can_still_read_whom() -> None:
    old = locks.load(locks.PAYLOADS)
    new = deepcopy(old)
    request = new["models"]["Request"]
    request["properties"]["why"] = {"default": "", "type": "string"}
    request["properties"]["urgent"] = {"type": "boolean"}
    request["required"] = [*request["required"], "urgent"]
    del request["properties"]["by"]
    del new["messages"]["activity record"]

    told = "\n".join(payloads.changes(old, new))

    assert "Request.why: new, with a default. Old payloads can be read" in told
    assert "Request.urgent: new and required. BREAKS" in told
    assert "Request.by: gone. BREAKS" in told
    assert "activity record: gone." in told
