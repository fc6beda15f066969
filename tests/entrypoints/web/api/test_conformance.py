"""Whatever a program sends, the API answers as its OpenAPI document says; nothing breaks."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished
from schemathesis.schemas import BaseSchema

from domain.staff.model import Role
from tests.entrypoints.web.api.caller import BASE, Caller, catch_up, employed, sample_files
from tests.entrypoints.web.stage import FIRST, SECOND, Stage
from tests.entrypoints.web.visitor import token_for

HOW: dict[str, Any] = {
    "seed": 7,
    "generation": {"max-examples": 10, "deterministic": True, "database": "none"},
    "cache": {"enabled": False},
    # What fits the document may still be refused: a file with mistakes, a pair that is closed.
    "checks": {"positive_data_acceptance": {"enabled": False}},
}


@pytest.fixture
def stage(
    request: pytest.FixtureRequest, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stage]:
    """Two pairs with something to tell, on a database of each kind."""
    found = stage
    if getattr(request, "param", "sqlite") == "postgres":
        monkeypatch.setenv("TANDEM_DATABASE_URL", request.getfixturevalue("postgres_url"))
        found = Stage(stage.folder / "beside")
        with found.opened_for_visitors():
            yield lively(found)
    else:
        yield lively(found)


def lively(stage: Stage) -> Stage:
    """The same after something has happened."""
    stage.aligns(FIRST)
    stage.asks(FIRST, "mentee", "raise_concern", text="It is not going well.")
    stage.passes(SECOND, days=25)
    catch_up(stage)
    return stage


def document(stage: Stage, token: str = "") -> BaseSchema:
    """What the API says that it answers, asked with a token."""
    how = {**HOW, "headers": {"Authorization": f"Bearer {token}"}}
    config = SchemathesisConfig.from_dict(how)
    return schemathesis.openapi.from_asgi(f"{BASE}/openapi.json", stage.app, config=config)


@pytest.mark.parametrize(
    ("stage", "role"),
    [("sqlite", "admin"), ("sqlite", "viewer"), ("postgres", "admin")],
    indirect=["stage"],
)
def test_every_answer_is_in_the_document(stage: Stage, role: Role) -> None:
    schema = document(stage, token_for(stage, employed(stage, role)))

    asked, wrong = 0, []
    for event in from_schema(schema).execute():
        if isinstance(event, NonFatalError | FatalError):
            wrong.append(repr(event))
        if isinstance(event, ScenarioFinished):
            asked += len(event.recorder.interactions)
            wrong += list(failures(event))

    assert not wrong, "\n\n".join(wrong)
    assert asked > 300  # so that nobody takes a run for proof that has asked nothing


def failures(event: ScenarioFinished) -> Iterator[str]:
    """What was not as it should be, each with how to see it again."""
    for nodes in event.recorder.checks.values():
        for node in nodes:
            if info := node.failure_info:
                yield f"{event.recorder.label}: {node.name}\n{info.failure}\n{info.code_sample}"


async def test_real_files_are_answered_as_the_document_says(stage: Stage) -> None:
    schema = document(stage)
    caller = Caller(stage.app, token_for(stage, employed(stage, "manager")))

    checked = await caller.client.post(
        f"{BASE}/checks", data={"name": "autumn"}, files=sample_files()
    )
    launched = await caller.launches("autumn")

    assert (checked.status_code, launched.status_code) == (200, 202)
    for answer in (checked, launched):
        await answer.request.aread()  # what was sent, which is looked at too
    schema[f"{BASE}/checks"]["POST"].validate_response(checked)
    schema[f"{BASE}/cohorts"]["POST"].validate_response(launched)
