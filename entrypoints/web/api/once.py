"""Changes that are carried out once, however often they are asked for: Idempotency-Key."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import Header
from starlette.requests import Request
from starlette.responses import Response

from domain.errors import TandemError
from domain.staff.answers import KEPT_FOR, KeptAnswer
from entrypoints.web.api import problems
from entrypoints.web.parts import Parts
from entrypoints.web.who import who

TIDY_EVERY = timedelta(hours=1)
REPLAYED = {"Idempotency-Replayed": "true"}
Key = Annotated[
    str,
    Header(
        alias=problems.KEY,
        pattern=r"^[\x21-\x7e]+$",
        max_length=255,
        description="A new value of yours for each new change, such as a UUID. The same request"
        " with the same key is carried out once, and gets the same answer again for 48 hours.",
        examples=["8e03978e-40d5-43dd-bc93-6894a57f9324"],
    ),
]
Work = Callable[[str], Awaitable[KeptAnswer]]


class Once:
    """Carries changes out and keeps what was answered."""

    def __init__(self, parts: Parts) -> None:
        self._answers = parts.store.answers
        self._now = parts.now
        self._tidied: datetime | None = None

    async def answer(self, request: Request, key: str, asked: str, work: Work) -> Response:
        """Do the work, or give the answer that it had before.

        `asked` is all of the request that matters; `work` gets a name for it that stays the same,
        to derive ids from.
        """
        name = digest(who(request).key, key.strip('"'))
        wanted = digest(request.method, request.url.path, asked)
        kept = await asyncio.to_thread(self._begin, name, wanted)
        if kept:
            return Response(kept.content, kept.status, {**kept.headers, **REPLAYED})
        try:
            done = await work(name)
        except Exception as error:
            await asyncio.to_thread(self._failed, name, error)
            raise
        await asyncio.to_thread(self._answers.keep, name, done, self._now())
        return Response(done.content, done.status, done.headers)

    def _begin(self, name: str, wanted: str) -> KeptAnswer | None:
        now = self._now()
        if self._tidied is None or now - self._tidied > TIDY_EVERY:
            self._tidied = now
            self._answers.forget(now - KEPT_FOR)
        return self._answers.begin(name, wanted, now)

    def _failed(self, name: str, error: Exception) -> None:
        """Keep a refusal, which is an answer; after anything else one may try again at once."""
        if isinstance(error, TandemError):
            problem = problems.problem_of(error, problems.mistakes_of(error))
            if problem.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                content = problem.model_dump_json(exclude_none=True)
                headers = {"Content-Type": problems.MEDIA}
                refusal = KeptAnswer(status=problem.status, headers=headers, content=content)
                self._answers.keep(name, refusal, self._now())
                return
        self._answers.give_up(name)


def digest(*words: str) -> str:
    """A short name for what was asked."""
    return hashlib.sha256("\0".join(words).encode()).hexdigest()
