"""Hands events to receivers over HTTP: to allowed addresses only, and never for long."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Self

import httpx

from adapters.webhooks.places import Forbidden, Resolve, addresses, allowed
from adapters.webhooks.standard import Signer
from domain.webhooks.model import Answer, Webhook

CONNECT = 5.0  # seconds
SILENCE = 15.0  # seconds without a byte
WHOLE = 25.0  # seconds for an attempt as a whole, however slowly its bytes come
MOST_READ = 16_384  # bytes of an answer; a connection with more to say is closed
MOST_TOLD = 160  # characters of an answer that are kept
PLAIN = ("text/plain", "application/json", "application/problem+json")


class HttpWebhookSender:
    """One POST an attempt; redirects are not followed, proxies of the environment not used.

    The address that was checked is the one that is connected to, so a name that changes its mind
    in between gains nothing. Each host has connections of its own.
    """

    def __init__(
        self,
        signer: Signer,
        *,
        private: bool = False,
        trust: ssl.SSLContext | None = None,
        resolve: Resolve = addresses,
    ) -> None:
        self._signer = signer
        self._private = private
        self._trust = trust or httpx.create_ssl_context(trust_env=False)
        self._resolve = resolve
        self._clients: dict[tuple[str, str, int], httpx.AsyncClient] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for client in self._clients.values():
            await client.aclose()

    async def send(self, webhook: Webhook, event: str, body: bytes, at: datetime) -> Answer:
        """Send it once."""
        headers = self._signer.headers(webhook, event, body, at)
        try:
            async with asyncio.timeout(WHOLE):
                return await self._post(httpx.URL(webhook.url), headers, body)
        except TimeoutError:
            return Answer(reason=f"no whole answer within {WHOLE:.0f} seconds")
        except Forbidden as refusal:
            return Answer(reason=f"not sent: {refusal}")
        except httpx.TimeoutException as error:
            return Answer(reason=_late(error))
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            return Answer(reason=_words(error))

    async def _post(self, url: httpx.URL, headers: dict[str, str], body: bytes) -> Answer:
        encrypted = url.scheme == "https"
        port = url.port or (443 if encrypted else 80)
        found = await self._resolve(url.host, port)
        places = allowed(url.host, found, private=self._private, encrypted=encrypted)
        client = self._client(url.scheme, url.host, port)
        for place in places[:-1]:
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return await self._post_to(client, place, url, headers, body)
        return await self._post_to(client, places[-1], url, headers, body)

    async def _post_to(
        self,
        client: httpx.AsyncClient,
        place: str,
        url: httpx.URL,
        headers: dict[str, str],
        body: bytes,
    ) -> Answer:
        request = client.build_request(
            "POST",
            url.copy_with(host=place),
            content=body,
            headers={**headers, "host": url.netloc.decode()},
            extensions={"sni_hostname": url.raw_host.decode()},
        )
        response = await client.send(request, stream=True)
        try:
            said = await _read(response)
        finally:
            await response.aclose()
        return _answer(response, said)

    def _client(self, scheme: str, host: str, port: int) -> httpx.AsyncClient:
        key = (scheme, host, port)
        if key not in self._clients:
            self._clients[key] = httpx.AsyncClient(
                verify=self._trust,
                trust_env=False,
                timeout=httpx.Timeout(SILENCE, connect=CONNECT),
                headers={"user-agent": "Tandem-Webhooks", "accept-encoding": "identity"},
            )
        return self._clients[key]


async def _read(response: httpx.Response) -> bytes:
    said = b""
    chunks: AsyncIterator[bytes] = response.aiter_raw()
    async for chunk in chunks:
        said += chunk
        if len(said) > MOST_READ:
            break
    return said


def _answer(response: httpx.Response, said: bytes) -> Answer:
    reason = response.reason_phrase
    if response.is_redirect:
        reason = f"{reason}, and redirects are not followed"
    elif not response.is_success and (told := _told(response, said)):
        reason = f"{reason}: {told}"
    wish = response.headers.get("retry-after", "")
    return Answer(status=response.status_code, reason=reason, retry_after=_length(wish))


def _told(response: httpx.Response, said: bytes) -> str:
    """The first words of an answer, as long as it is text for people."""
    if response.headers.get("content-type", "").partition(";")[0].strip().lower() not in PLAIN:
        return ""
    words = " ".join(said.decode(errors="replace").split())
    plain = "".join(letter for letter in words if letter.isprintable())
    return plain if len(plain) <= MOST_TOLD else f"{plain[:MOST_TOLD]}…"


def _length(wish: str) -> timedelta | None:
    """What Retry-After asks for: seconds, or a date."""
    if wish.isascii() and wish.isdecimal() and len(wish) < 10:  # noqa: PLR2004  30 years
        return timedelta(seconds=int(wish))
    try:
        until = parsedate_to_datetime(wish)
    except (TypeError, ValueError):
        return None
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(aware - datetime.now(UTC), timedelta())


def _late(error: httpx.TimeoutException) -> str:
    if isinstance(error, httpx.ConnectTimeout):
        return f"no connection within {CONNECT:.0f} seconds"
    return f"silence for {SILENCE:.0f} seconds"


def _words(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
