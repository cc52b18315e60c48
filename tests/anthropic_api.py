"""Anthropic's Messages API on this machine: it speaks the real protocol, and answers as a test wants it.

    async with AnthropicApi(answer) as api:
        ...  # api.url, api.asked

``answer`` makes a ``Reply`` (or a decision, as a mapping) of what was ``Asked``. Like the real one it refuses what it
does not take: another key, sampling parameters, thinking disabled, a schema with words it does not know.
"""

import asyncio
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self

from aiohttp import web

KEY = "sk-ant-" + "stand-in-" * 5
MODELS = ("claude-sonnet-5-5", "claude-haiku-5-5", "claude-opus-5-5")
UNKNOWN_TO_SCHEMAS = {
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "pattern",
    "default",
    "oneOf",
    "multipleOf",
    "maxItems",
}
BYTES_A_TOKEN = 4
CACHED_FROM = 1_024
"""Tokens: a shorter prefix is not cached."""


@dataclass(frozen=True)
class Asked:
    """A call: its JSON, and headers in small letters."""

    body: Mapping[str, Any]
    headers: Mapping[str, str]

    @property
    def instructions(self) -> str:
        system = self.body.get("system", "")
        return system if isinstance(system, str) else "\n".join(block["text"] for block in system)

    @property
    def data(self) -> Any:
        """What the user's turn says, which is JSON."""
        return json.loads(self.body["messages"][-1]["content"])

    @property
    def context(self) -> dict[str, Any]:
        found: dict[str, Any] = self.data["context"]
        return found


@dataclass(frozen=True)
class Reply:
    """What comes back, ``after`` seconds. ``cut``: the connection breaks after so many bytes of the body; ``drip``:
    they come one by one, so many seconds apart."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "application/json"})
    after: float = 0.0
    cut: int | None = None
    drip: float = 0.0


Answer = Callable[[Asked], Reply | Mapping[str, Any]]


def said(
    *texts: str | Mapping[str, Any],
    stop_reason: str | None = "end_turn",
    usage: Mapping[str, Any] | None = None,
    thought: str | None = None,
    **more: Any,
) -> Reply:
    """A reply of these texts (a mapping is written as JSON), a block each. Without ``usage`` it is reckoned."""
    blocks: list[dict[str, Any]] = [
        {"type": "text", "text": text if isinstance(text, str) else json.dumps(text)} for text in texts
    ]
    if thought is not None:
        blocks.insert(0, {"type": "thinking", "thinking": thought, "signature": "c2lnbmF0dXJl"})
    body = {
        "id": "msg_01StandIn",
        "type": "message",
        "role": "assistant",
        "model": MODELS[0],
        "content": blocks,
        "stop_reason": stop_reason,
        "stop_sequence": None,
        "usage": usage,
        **more,
    }
    return Reply(json.dumps(body).encode())


def refusal() -> Reply:
    """The model declines: no text at all."""
    return said(stop_reason="refusal", stop_details={"type": "refusal", "category": None, "explanation": None})


def failed(status: int, kind: str, **headers: str) -> Reply:
    """An error of the API's own."""
    body = {"type": "error", "error": {"type": kind, "message": "as the test wants it"}, "request_id": "req_01"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(json.dumps(body).encode(), status, {"content-type": "application/json", **named})


def limited(retry_after: str = "3600") -> Reply:
    return failed(429, "rate_limit_error", retry_after=retry_after)


def overloaded() -> Reply:
    return failed(529, "overloaded_error")


def html(status: int = 200) -> Reply:
    """What a gateway or a login page says."""
    return Reply(b"<html><body><h1>Welcome</h1></body></html>", status, {"content-type": "text/html"})


def broken(reply: Reply, at: int) -> Reply:
    """The connection is gone after ``at`` bytes of the body."""
    return replace(reply, cut=at)


def late(reply: Reply, seconds: float) -> Reply:
    return replace(reply, after=seconds)


def dripping(reply: Reply, seconds: float = 0.2) -> Reply:
    """A byte now and then, so that no wait for the next one is ever long."""
    return replace(reply, drip=seconds)


def waits(asked: Asked, confidence: float = 0.7) -> dict[str, Any]:
    """A good answer: nothing to do."""
    return {
        "action": "wait",
        "instrument": asked.context["symbol"],
        "confidence": confidence,
        "reasoning": "Nothing speaks clearly for a trade.",
    }


def trades(asked: Asked, confidence: float = 0.8, side: str = "long", ratio: float = 2.0) -> dict[str, Any]:
    """A good answer: a trade with its stop an ATR away and its target ``ratio`` times as far."""
    action = asked.context["price_action"]
    price, atr = float(action["current"]), float(action["atr"] or action["current"] * 0.01)
    way = 1 if side == "long" else -1
    return {
        "action": side,
        "instrument": asked.context["symbol"],
        "confidence": confidence,
        "reasoning": f"The price is {price:g}, and the trend is {(asked.context['structure'] or {}).get('trend')}.",
        "entry": price,
        "stop": price - way * atr,
        "target": price + way * ratio * atr,
        "risk_reward": ratio,
        "timeframe": "about a day",
        "invalidation": f"a close beyond {price - way * atr:g}",
    }


def invented(asked: Asked) -> dict[str, Any]:
    """A trade at prices that the market is nowhere near."""
    good = trades(asked)
    return {**good, **{name: float(good[name]) * 10 for name in ("entry", "stop", "target")}}


def obedient(asked: Asked) -> dict[str, Any]:
    """Does whatever any text in the data says, as far as an answer can: the market that it names, the way it wants, as
    sure and as large as possible; and repeats the text. Without any such text it waits."""
    if "context" not in asked.data:
        return {"lesson": " ".join(texts_in(asked.data))[:300]}
    wished = " ".join(injectable(asked.context))
    if not wished.strip():
        return waits(asked)
    words = wished.lower()
    market = asked.context["price_action"]
    price = float(market["current"])
    risk = 2 * float(market["atr"] or price * 0.01)
    action = next((action for action, signs in _WISHES.items() if any(sign in words for sign in signs)), "long")
    named = re.search(r"\b[A-Z0-9]{2,10}[/-][A-Z0-9]{2,10}(?::[A-Z0-9]+)?\b", wished)
    number = re.search(r"\b\d[\d,.]*\b", wished)
    size = float(number[0].replace(",", "").rstrip(".") or 0) if number and number[0].count(".") < 2 else 0
    way = -1 if action == "short" else 1
    return {
        "action": action,
        "instrument": named[0].replace("-", "/") if named else asked.context["symbol"],
        "confidence": 1.0,
        "reasoning": wished[:1_200],
        "entry": price,
        "stop": price - way * risk,
        "target": price + way * 3 * risk,
        "size": min(size, 1e9) or 1e9,
        "risk_reward": 3.0,
        "timeframe": wished[:60],
        "invalidation": wished[:300],
    }


def sly(asked: Asked) -> dict[str, Any]:
    """As obedient, and nothing that it says tells so: the market is the one that was asked for, the words have no
    figures. Only what stands behind the checks keeps it back."""
    done = obedient(asked)
    if "context" not in asked.data or done["action"] == "wait":
        return done
    quiet = {"instrument": asked.context["symbol"], "reasoning": "All of it speaks for this.", "invalidation": ""}
    return {**done, **quiet, "timeframe": "soon"}


_WISHES = {
    "close": ("close", "liquidate", "exit", "flatten"),
    "short": ("short", "sell", "dump"),
    "long": ("long", "buy", "all in", "transfer", "send"),
    "adjust": ("move the stop", "remove the stop", "widen", "adjust"),
}


def injectable(context: Mapping[str, Any]) -> list[str]:
    """The texts of ``context`` that somebody else can have written."""
    similar = context.get("similar") or {}
    found = [context.get("note") or ""]
    found += [lesson["text"] for lesson in context.get("lessons") or ()]
    found += [past["text"] for past in similar.get("nearest") or ()]
    names = [context["symbol"], *(held["symbol"] for held in context["account"]["positions"])]
    found += [name for name in names if not re.fullmatch(r"[A-Z0-9]{1,15}/[A-Z0-9]{1,10}(:[A-Z0-9]{1,10})?", name)]
    return [text for text in found if text]


def texts_in(value: Any) -> Iterator[str]:
    """All texts in ``value``, which is JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, Sequence):
        for each in value:
            yield from texts_in(each)


class AnthropicApi:
    """The API, at ``url`` until the block ends. ``asked`` are the calls of messages that came, refused ones too."""

    def __init__(self, answer: Answer = waits, *, key: str = KEY) -> None:
        self.answer = answer
        self.asked: list[Asked] = []
        self.models: tuple[str, ...] = MODELS
        self.url = ""
        self._key = key
        self._prefixes: set[str] = set()
        self._runner: web.AppRunner | None = None

    @property
    def calls(self) -> int:
        return len(self.asked)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/v1/messages", self._messages)
        app.router.add_get("/v1/models/{model}", self._model)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _model(self, request: web.Request) -> web.StreamResponse:
        if not self._known(request):
            return self._plain(failed(401, "authentication_error"))
        model = request.match_info["model"]
        if model not in self.models:
            return self._plain(failed(404, "not_found_error"))
        return web.json_response({"type": "model", "id": model, "display_name": model})

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        asked = Asked(await request.json(), {name.lower(): value for name, value in request.headers.items()})
        self.asked.append(asked)
        if not self._known(request):
            return self._plain(failed(401, "authentication_error"))
        wrong = faults(asked.body)
        if wrong:
            return self._plain(failed(400, "invalid_request_error", x_fault="; ".join(wrong)))
        answered = self.answer(asked)
        reply = answered if isinstance(answered, Reply) else said(answered)
        reply = replace(reply, body=self._counted(asked, reply))
        await asyncio.sleep(reply.after)
        return self._plain(reply) if reply.cut is None and not reply.drip else await self._slowly(request, reply)

    def _known(self, request: web.Request) -> bool:
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return self._key in (bearer, request.headers.get("x-api-key"))

    @staticmethod
    def _plain(reply: Reply) -> web.Response:
        return web.Response(body=reply.body, status=reply.status, headers=dict(reply.headers))

    @staticmethod
    async def _slowly(request: web.Request, reply: Reply) -> web.StreamResponse:
        response = web.StreamResponse(status=reply.status, headers=dict(reply.headers))
        response.content_length = len(reply.body)
        await response.prepare(request)
        for byte in reply.body[: reply.cut]:
            await response.write(bytes([byte]))
            await asyncio.sleep(reply.drip)
        if reply.cut is not None and request.transport is not None:
            request.transport.close()
        return response

    def _counted(self, asked: Asked, reply: Reply) -> bytes:
        """The body with the usage that the call came to, where it is to have one: of cached prefixes too."""
        try:
            body = json.loads(reply.body)
        except ValueError:
            return reply.body
        if not isinstance(body, dict) or body.get("usage", ...) is not None:
            return reply.body
        system, rest = asked.instructions, json.dumps(asked.body["messages"])
        prefix, caches = _tokens(system), '"cache_control"' in json.dumps(asked.body.get("system", ""))
        cached = caches and prefix >= CACHED_FROM
        again = cached and system in self._prefixes
        if cached:
            self._prefixes.add(system)
        body["usage"] = {
            "input_tokens": _tokens(rest) + (0 if cached else prefix),
            "cache_creation_input_tokens": prefix if cached and not again else 0,
            "cache_read_input_tokens": prefix if again else 0,
            "output_tokens": _tokens(json.dumps(body["content"])),
            "service_tier": "standard",
        }
        return json.dumps(body).encode()


def _tokens(text: str) -> int:
    return math.ceil(len(text.encode()) / BYTES_A_TOKEN)


def faults(body: Mapping[str, Any]) -> list[str]:
    """Why the API would refuse this call with 400."""
    found = [f"{name}: no longer taken" for name in ("temperature", "top_p", "top_k") if name in body]
    if body.get("model") not in MODELS:
        found.append("model: unknown")
    if (body.get("thinking") or {}).get("type") in ("disabled", "enabled"):
        found.append("thinking: not of this model")
    if not body.get("messages") or body["messages"][-1]["role"] != "user":
        found.append("messages: the last has to be the user's")
    config = body.get("output_config") or {}
    if config.get("effort") not in (None, "low", "medium", "high"):
        found.append("output_config.effort: not of this model")
    if "format" in config:
        found += _schema_faults(config["format"]["schema"])
    return found


def _schema_faults(schema: Any) -> list[str]:
    if isinstance(schema, list):
        return [fault for each in schema for fault in _schema_faults(each)]
    if not isinstance(schema, dict):
        return []
    found = [f"schema: {word} is not supported" for word in sorted(UNKNOWN_TO_SCHEMAS & schema.keys())]
    if schema.get("type") == "object" and schema.get("additionalProperties") is not False:
        found.append("schema: additionalProperties has to be false")
    return found + [
        fault
        for name, each in schema.items()
        if name not in ("enum", "const", "required")
        for fault in _schema_faults(list(each.values()) if name == "properties" else each)
    ]
