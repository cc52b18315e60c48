"""Claude, asked one thing at a time: within a deadline and a budget, and answered strictly or not at all.

The anthropic SDK sends and retries (docs/decisions/0028-one-call-of-the-model.md says what it does when things go
wrong). It takes two seconds to import, so that is done in a thread, with the first question.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

import orjson
import structlog
from pydantic import ValidationError

from services.autonomy.terms import Effort, ModelTerms
from services.brain.spend import Reservation, Spend
from services.brain.thought import Failure, Usage
from services.core.errors import StoreUnavailable
from services.core.proxies import is_here
from services.core.request import Frozen

if TYPE_CHECKING:
    from anthropic import APIRequest, AsyncAnthropic
    from anthropic._middleware import AsyncCallNext, AsyncMiddlewareCallable
    from anthropic._response import AsyncAPIResponse

BASE_URL: Final = "https://api.anthropic.com"
RETRIES: Final = 2
CONNECT_SECONDS: Final = 5.0
LOOK_UP_SECONDS: Final = 10.0
PATIENCE: Final = 0.25
"""Of the deadline: who asks to be left alone for longer is not asked again this time."""
LONGEST: Final = 100_000
"""Bytes of a question. A token has one at least, so they bound what it costs; above so many tokens some models cost
more than their price says."""
LONGEST_REPLY: Final = 2_000_000
"""Bytes: no answer of the tokens that are allowed is longer."""
OVERHEAD_TOKENS: Final = 2_000
"""What the API adds to a question for the form of its answer, at most."""
REFUSED: Final[Mapping[int, Failure]] = {
    401: "key refused",
    403: "key refused",
    429: "rate limited",
    529: "overloaded",
}
STOPPED: Final[Mapping[str, Failure]] = {
    "refusal": "refused",
    "max_tokens": "cut short",
    "model_context_window_exceeded": "cut short",
}
"""Why the model stopped before its answer was whole."""
MOST_TOLD: Final = 5
"""Faults of one answer, in the log."""
THOUGHTS: Final = ("thinking", "redacted_thinking")

A = TypeVar("A", bound=Frozen)
log = structlog.get_logger(__name__)


class ModelFailed(Exception):
    """The model did not answer: ``why``, in the words of ``Thought.failed``, and what that cost nevertheless.
    ``billed``: it may have cost something, and nobody knows how much."""

    def __init__(self, why: Failure, usage: Usage = Usage(), *, billed: bool = False) -> None:  # noqa: B008 - frozen
        super().__init__(why)
        self.why = why
        self.usage = usage
        self.billed = billed


class Claude:
    """The model of ``terms``, as the owner of ``key`` is answered at ``base_url``. The key is asked for at each use."""

    def __init__(self, key: Callable[[], str], base_url: str | None, terms: ModelTerms, spend: Spend) -> None:
        self._key_now = key
        self._key = ""
        self._base_url = base_url
        self._terms = terms
        self._spend = spend
        self._client: AsyncAnthropic | None = None

    async def ask(
        self, instructions: str, data: str, answer: type[A], *, max_tokens: int, effort: Effort, deadline: float
    ) -> tuple[A, Usage]:
        """What the model answers to ``data`` (JSON) within ``deadline`` seconds, told ``instructions``, and what that
        took. One call that may cost something is made, and no second one.

        Raises:
            ModelFailed: it did not answer, in time and within the budget, with an ``answer`` and nothing else.
        """
        reserved: Reservation | None = None
        try:
            async with asyncio.timeout(deadline):
                client = await self._opened()
                reserved = await self._reserved(instructions, data, answer, max_tokens)
                body = await self._sent(client, instructions, data, answer, max_tokens, effort)
        except (ModelFailed, TimeoutError) as error:
            failed = error if isinstance(error, ModelFailed) else ModelFailed("timed out", billed=True)
            if reserved is None:
                raise failed from None
            if failed.billed:
                raise ModelFailed(failed.why, Usage(dollars=reserved.dollars)) from None
            await self._settled(reserved, Usage())
            raise failed from None
        reply = _json(body)
        usage = self._spend.usage_of(reply)
        if usage is None:
            usage = Usage(dollars=reserved.dollars)
        else:
            await self._settled(reserved, usage)
        try:
            return answer.model_validate_json(_said(reply), strict=True), usage
        except ModelFailed as failed:
            raise ModelFailed(failed.why, usage) from None
        except ValidationError as error:
            log.info("model answered nonsense", faults=_told(error, answer))
            raise ModelFailed("nonsense", usage) from None

    async def _opened(self) -> AsyncAnthropic:
        key = self._key_now()
        if self._client is None or key != self._key:
            self._client = await asyncio.to_thread(opened, key, self._base_url, self._terms)
            self._key = key
        return self._client

    async def _reserved(self, instructions: str, data: str, answer: type[A], max_tokens: int) -> Reservation:
        size = len(instructions.encode()) + len(data.encode()) + len(orjson.dumps(_form(answer)))
        if size > LONGEST:
            raise ModelFailed("too long")
        try:
            reserved = await self._spend.reserve(size + OVERHEAD_TOKENS, max_tokens)
        except StoreUnavailable:
            raise ModelFailed("store away") from None
        if reserved is None:
            raise ModelFailed("over budget")
        return reserved

    async def _settled(self, reserved: Reservation, usage: Usage) -> None:
        try:
            await self._spend.settle(reserved, usage)
        except StoreUnavailable:
            log.warning("spend not settled; the most that it can be stays booked", dollars=str(reserved.dollars))

    async def _sent(
        self, client: AsyncAnthropic, instructions: str, data: str, answer: type[A], max_tokens: int, effort: Effort
    ) -> bytes:
        """The body of the model's reply, unparsed: from the SDK's own parsing anything may come."""
        import anthropic

        try:
            reply = await client.messages.with_raw_response.create(
                model=self._terms.name,
                max_tokens=max_tokens,
                system=[{"type": "text", "text": instructions, "cache_control": {"type": "ephemeral"}}],
                messages=[{"role": "user", "content": data}],
                output_config={"effort": effort, "format": {"type": "json_schema", "schema": _form(answer)}},
            )
        except anthropic.APIStatusError as error:
            raise _refused(error.status_code, error.response.content) from None
        except anthropic.APIConnectionError:
            raise ModelFailed("unreachable") from None
        return reply.http_response.content


async def look_up(key: str, base_url: str | None, terms: ModelTerms) -> Failure | None:
    """Why the model of ``terms`` would not answer the owner of ``key`` now, as far as asking for its name tells, which
    costs nothing; ``None``: it would."""
    client = await asyncio.to_thread(opened, key, base_url, terms)
    import anthropic

    try:
        async with asyncio.timeout(LOOK_UP_SECONDS):
            reply = await client.models.with_raw_response.retrieve(terms.name)
    except ModelFailed as failed:
        return failed.why
    except anthropic.APIStatusError as error:
        return _refused(error.status_code, error.response.content).why
    except anthropic.APIConnectionError:
        return "unreachable"
    except TimeoutError:
        return "timed out"
    return None if _json(reply.http_response.content).get("id") else "nonsense"


def opened(key: str, base_url: str | None, terms: ModelTerms) -> AsyncAnthropic:
    """The SDK, imported, and a client that takes no key, profile or headers from the environment, and no proxy to this
    machine. It keeps no connection open, so there is nothing to close."""
    import anthropic
    import httpx2

    base_url = base_url or BASE_URL
    for chatty in ("anthropic", "httpx2"):  # ANTHROPIC_LOG=debug would write all that is sent
        logging.getLogger(chatty).setLevel(logging.WARNING)
    client = anthropic.AsyncAnthropic(
        api_key=key,
        base_url=base_url,
        timeout=httpx2.Timeout(terms.deadline, connect=CONNECT_SECONDS),
        max_retries=RETRIES,
        open_telemetry=False,
        http_client=anthropic.DefaultAsyncHttpxClient(
            trust_env=not is_here(base_url),
            follow_redirects=False,
            limits=httpx2.Limits(max_keepalive_connections=0),
        ),
        middleware=[_billed_once(terms.deadline * PATIENCE)],
    )
    client._custom_headers = {}  # those of ANTHROPIC_CUSTOM_HEADERS, which could even be another key
    client.messages.with_raw_response  # noqa: B018 - it is imported when first named
    return client


def _billed_once(patience: float) -> AsyncMiddlewareCallable:
    """What each try goes through: one that may have cost something is the last, and so is one after which the API
    wants to be left alone for more than ``patience`` seconds."""
    import anthropic
    import httpx2

    never_sent = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)

    async def tried(request: APIRequest, call_next: AsyncCallNext) -> AsyncAPIResponse[Any]:
        try:
            response = await call_next(request)
        except anthropic.APIConnectionError as error:
            if isinstance(error.__cause__, never_sent):
                raise
            why: Failure = "timed out" if isinstance(error, anthropic.APITimeoutError) else "cut off"
            raise ModelFailed(why, billed=True) from None
        if not response.http_response.is_success:
            failed = _refused(response.status_code, response.http_response.content)
            log.info("model's API refused a call", status=response.status_code, why=failed.why)
            if failed.billed or _rest_wanted(response.headers) > patience:
                raise failed
        return response

    return tried


def _refused(status: int, body: bytes) -> ModelFailed:
    """Why the API answered with ``status``. What it refuses itself costs nothing; what stands before it may have lost
    an answer that does."""
    why = REFUSED.get(status, "server error" if status >= 500 or status == 408 else "request refused")
    return ModelFailed(why, billed=why == "server error" and _json(body).get("type") != "error")


def _rest_wanted(headers: Mapping[str, str]) -> float:
    """For how many seconds the API wants to be left alone."""
    milliseconds, seconds = headers.get("retry-after-ms"), headers.get("retry-after")
    try:
        return float(milliseconds) / 1000 if milliseconds else float(seconds or 0)
    except ValueError:  # a date: whoever names one is not back at once
        return math.inf


def _said(reply: Mapping[str, Any]) -> str:
    """The one text of ``reply``."""
    stopped, blocks = str(reply.get("stop_reason")), reply.get("content")
    if stopped in STOPPED:
        raise ModelFailed(STOPPED[stopped])
    if stopped != "end_turn" or not isinstance(blocks, list):
        raise ModelFailed("nonsense")
    said = [block for block in blocks if not (isinstance(block, dict) and block.get("type") in THOUGHTS)]
    texts: list[str] = [
        block["text"] for block in said if isinstance(block, dict) and isinstance(block.get("text"), str)
    ]
    if len(said) != len(texts) or len(texts) > 1:
        raise ModelFailed("nonsense")
    if not "".join(texts).strip():
        raise ModelFailed("empty")
    return texts[0]


def _json(body: bytes) -> dict[str, Any]:
    if len(body) > LONGEST_REPLY:
        return {}
    try:
        held = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return held if isinstance(held, dict) else {}


@cache
def _form(answer: type[Frozen]) -> dict[str, Any]:
    """The schema of ``answer``, in the words that the API knows."""
    from anthropic import transform_schema

    return transform_schema(answer)


def _told(error: ValidationError, answer: type[Frozen]) -> list[str]:
    """What is wrong with an answer, without a word of its own."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)[:MOST_TOLD]
    names = ((fault["type"], fault["loc"][0] if fault["loc"] else "") for fault in faults)
    return [f"{name}: {kind}" if name in answer.model_fields else kind for kind, name in names]
