"""A person played from Python: speaks the page's protocol, for tests and benches.

async with Person(pg.url, "Ben") as ben:
    reply = await ben.slash("fib levels", symbol="btc", timeframe="4h")
    reply = await ben.press(reply, "Refresh")
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp
import orjson

from bot.playground.errors import Json, PlaygroundError
from bot.playground.limits import FLAG_LOADING
from bot.playground.reply import Attachment, Button, Modal, Reply

__all__ = ["Attachment", "Button", "DidNotRespond", "Modal", "Person", "Refused", "Reply"]

PATIENCE = 20.0
"""Seconds a person waits for a reply unless told otherwise: cold starts are slow on a small machine."""
_INBOX = 10_000
"""Messages kept for ``next_message``: beyond that the oldest are forgotten."""


class DidNotRespond(PlaygroundError):
    """The bot did not answer in time, or was not there."""


class Refused(PlaygroundError):
    """Discord's app would not send this: the text says why."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """Something done, until it is acknowledged; ``source`` is the message whose button was pressed, or empty."""

    future: asyncio.Future[Json]
    source: str


class Person:
    """One person at the page. Several things may be done at once; each gets its own reply.

    ``timer`` (seconds) measures how long replies took.
    """

    def __init__(self, url: str, name: str, *, timer: Callable[[], float] = time.perf_counter) -> None:
        self._timer = timer
        self.name = name
        self._url = url
        self._state: Json = {}
        self._changed = asyncio.Event()
        self._numbers = itertools.count(1)
        self._asked: dict[str, _Asked] = {}
        """What was done and not yet heard of, by nonce."""
        self._awaited: dict[str, _Asked] = {}
        """Acknowledged interactions whose reply is not final yet, by interaction id."""
        self._loading: set[str] = set()
        self._histories: dict[str, list[asyncio.Future[Json]]] = {}
        self._inbox: asyncio.Queue[Json] = asyncio.Queue()
        self._http: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession()
        try:
            self._socket = await self._http.ws_connect(f"{self._url}/page/ws", compress=0, max_msg_size=0)
            self._reader = asyncio.create_task(self._read(self._socket))
            await self._hello(None)
            wanted = self.name.lower()
            user = next((u for u in self._state["users"] if u["name"].lower() == wanted and not u["bot"]), None)
            if user is None:
                names = ", ".join(u["name"] for u in self._state["users"] if not u["bot"])
                raise LookupError(f"there is no {self.name} here; there are {names}")
            await self._hello(user["id"])
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Leave."""
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        if self._socket is not None:
            await self._socket.close()
        if self._http is not None:
            await self._http.close()

    # ── what a person sees ──

    @property
    def id(self) -> str:
        me: str = self._state["me"]
        return me

    @property
    def commands(self) -> list[Json]:
        """The commands on offer, as Discord's command objects."""
        commands: list[Json] = self._state["commands"]
        return commands

    @property
    def bot_online(self) -> bool:
        return bool(self._state["bot"] and self._state["bot"]["online"])

    async def history(self, channel: str = "desk") -> list[Reply]:
        """The messages of a channel that this person sees, oldest first."""
        channel_id = self._channel_id(channel)
        future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._histories.setdefault(channel_id, []).append(future)
        await self._send({"op": "history", "channel": channel_id})
        frame = await self._wait(future, PATIENCE, f"the history of {channel}")
        return [Reply(message, 0.0) for message in frame["messages"]]

    async def next_message(self, timeout: float = PATIENCE) -> Reply:  # noqa: ASYNC109 - the waiting is the subject
        """The next message of somebody else that is not the answer to something this person did.

        Raises DidNotRespond after ``timeout`` seconds.
        """
        started = self._timer()
        message = await self._wait(self._inbox.get(), timeout, "a message")
        return Reply(message, self._timer() - started)

    async def download(self, url: str) -> bytes:
        """The file at ``url``: an attachment's or an embed's picture."""
        assert self._http is not None, "use Person in an async with block"  # noqa: S101 - a mistake of the caller's code
        async with self._http.get(url) as response:
            response.raise_for_status()
            return await response.read()

    # ── what a person does ──

    async def say(self, content: str, channel: str = "desk", *, to: Reply | None = None) -> None:
        """Send a message, in reply ``to`` another where one is given; what comes in return is found with
        ``next_message``."""
        replied = {} if to is None else {"reply_to": to.id}
        await self._send({"op": "say", "channel": self._channel_id(channel), "content": content, **replied})

    async def slash(
        self,
        name: str,
        /,
        channel: str = "desk",
        *,
        options: Mapping[str, Any] | None = None,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - the waiting is the subject
        **named: Any,
    ) -> Reply:
        """Run ``/name`` (``fib levels`` with its subcommands) and wait until the reply is final.

        Options are given by name; ``options`` is for names Python or this method has another use for.
        Raises DidNotRespond, or Refused when Discord's app would not send it.
        """
        command, path = await self._command(name, timeout)
        typed = {**(options or {}), **named}
        frame = {"op": "slash", "command": command["id"], "path": path, "options": typed}
        return await self._interact(frame, channel, timeout, f"/{name}")

    async def choices(
        self,
        name: str,
        /,
        option: str,
        value: str,
        channel: str = "desk",
        *,
        options: Mapping[str, Any] | None = None,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - the waiting is the subject
    ) -> list[Json]:
        """The choices ``{"name", "value"}`` the bot suggests while ``value`` stands in ``option``."""
        command, path = await self._command(name, timeout)
        typed = {**(options or {}), option: value}
        frame = {"op": "autocomplete", "command": command["id"], "path": path, "options": typed, "focused": option}
        answer = await self._ask(frame, self._channel_id(channel), timeout, f"choices for /{name}")
        choices: list[Json] = answer["choices"]
        return choices

    async def apply(
        self,
        name: str,
        reply: Reply,
        *,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - the waiting is the subject
    ) -> Reply:
        """Choose the command ``name`` on a message (Apps), and wait until the reply is final."""
        command, _ = await self._command(name, timeout, on_messages=True)
        frame = {"op": "apply", "command": command["id"], "message": reply.id}
        return await self._interact(frame, reply.message["channel_id"], timeout, name)

    async def press(
        self,
        reply: Reply,
        button: str,
        values: Sequence[str] = (),
        *,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - the waiting is the subject
    ) -> Reply:
        """Press a button by its label or custom_id, or pick ``values`` in a select by its custom_id or placeholder.

        Returns the message it changed, or the new one.
        """
        found = reply.button(button)
        if found is None:
            labels = ", ".join(repr(b.label or b.custom_id) for b in reply.buttons) or "none"
            raise LookupError(f"there is no button {button!r}; there are {labels}")
        frame = {"op": "press", "message": reply.id, "custom_id": found.custom_id, "values": list(values)}
        return await self._interact(frame, reply.message["channel_id"], timeout, f"pressing {button}", reply.id)

    async def submit(
        self,
        form: Reply | Modal,
        fields: Mapping[str, str | list[str]],
        *,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - the waiting is the subject
    ) -> Reply:
        """Fill in a form, by custom_id or label, and send it."""
        modal = form.modal if isinstance(form, Reply) else form
        if modal is None:
            raise LookupError("this reply is no form")
        named = {modal.fields.get(name, name): value for name, value in fields.items()}
        frame = {"op": "submit", "modal": modal.id, "fields": named}
        return await self._interact(frame, modal.channel, timeout, f"submitting {modal.title!r}")

    # ── how ──

    async def _interact(self, frame: Json, channel: str, patience: float, what: str, source: str = "") -> Reply:
        """Do something the bot must answer, and wait for the final answer."""
        started = self._timer()
        channel_id = self._channel_id(channel)
        interaction: str = (await self._ask(frame, channel_id, patience, what, source))["interaction"]
        try:
            answer = await self._wait(self._awaited[interaction].future, started + patience - self._timer(), what)
        finally:
            del self._awaited[interaction]
        if answer["op"] == "modal":
            return Reply({}, self._timer() - started, Modal(answer["modal"], channel_id))
        return Reply(answer["message"], self._timer() - started)

    async def _ask(self, frame: Json, channel_id: str, patience: float, what: str, source: str = "") -> Json:
        """Send a frame with a nonce and wait for what becomes of it: ack or choices."""
        nonce = str(next(self._numbers))
        future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._asked[nonce] = _Asked(future, source)
        try:
            await self._send(frame | {"nonce": nonce, "channel": channel_id})
            answer = await self._wait(future, patience, what)
        finally:
            self._asked.pop(nonce, None)
        if answer["op"] == "failed":
            raise DidNotRespond(f"{what}: {answer['text']}")
        if answer["op"] == "error":
            raise Refused(f"{what}: {answer['text']}")
        return answer

    async def _wait(self, awaitable: Any, patience: float, what: str) -> Json:
        try:
            answer: Json = await asyncio.wait_for(awaitable, patience)
        except TimeoutError:
            raise DidNotRespond(f"{what}: nothing came within {patience:.3g} s") from None
        return answer

    async def _hello(self, user: str | None) -> None:
        self._changed.clear()
        await self._send({"op": "hello", "user": user})
        await asyncio.wait_for(self._changed.wait(), PATIENCE)

    async def _send(self, frame: Json) -> None:
        assert self._socket is not None, "use Person in an async with block"  # noqa: S101 - a mistake of the caller's
        await self._socket.send_frame(orjson.dumps(frame), aiohttp.WSMsgType.TEXT)

    def _channel_id(self, channel: str) -> str:
        """The id of a channel given by name (``dm`` is the direct message with the bot) or id."""
        wanted = channel.removeprefix("#")
        for known in self._state["channels"]:
            if known["id"] == wanted or (known["type"] == "dm" and wanted == "dm"):
                return str(known["id"])
            if known["type"] != "dm" and known["name"] == wanted:
                return str(known["id"])
        if wanted.isdecimal():  # of one of many servers, which the page does not list
            return wanted
        names = ", ".join("dm" if c["type"] == "dm" else c["name"] for c in self._state["channels"])
        raise LookupError(f"there is no channel {channel!r}; there are {names}")

    async def _command(self, name: str, patience: float, *, on_messages: bool = False) -> tuple[Json, list[str]]:
        """The command called ``name`` and the path below it; waits for the bot to register it."""
        first, *path = (name,) if on_messages else name.removeprefix("/").split()
        try:
            async with asyncio.timeout(patience):
                while (command := next((c for c in self.commands if c["name"] == first), None)) is None:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            names = ", ".join(c["name"] for c in self.commands) or "none"
            raise LookupError(f"there is no command /{first}; there are {names}") from None
        return command, path

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                self._receive(orjson.loads(message.data))
        gone = ConnectionResetError("the playground closed the connection")
        histories = [future for futures in self._histories.values() for future in futures]
        for future in [*(a.future for a in (*self._asked.values(), *self._awaited.values())), *histories]:
            if not future.done():
                future.set_exception(gone)

    def _receive(self, frame: Json) -> None:
        match frame["op"]:
            case "message" | "update":
                self._heard(frame)
            case "ack":
                self._acknowledged(frame)
            case "modal":
                if (awaited := self._awaited.get(frame["interaction"])) is not None:
                    _settle(awaited.future, frame)
            case "choices" | "failed" | "error":
                if (asked := self._asked.get(frame["nonce"])) is not None:
                    _settle(asked.future, frame)
            case "history":
                if waiting := self._histories.get(frame["channel"]):
                    _settle(waiting.pop(0), frame)
            case "state":
                self._state = frame
                self._changed.set()
            case "commands" | "bot":
                self._state[frame["op"]] = frame[frame["op"]]
                self._changed.set()

    def _acknowledged(self, frame: Json) -> None:
        """From here on the reply may come: it is awaited before anything else is read."""
        asked = self._asked.get(frame["nonce"])
        if asked is not None and not asked.future.done():
            future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
            self._awaited[frame["interaction"]] = _Asked(future, asked.source)
            asked.future.set_result(frame)

    def _heard(self, frame: Json) -> None:
        """A message came or changed: the final answer to something this person did, or news."""
        message, interaction = frame["message"], frame["interaction"]
        if message["flags"] & FLAG_LOADING:
            self._loading.add(message["id"])
            return
        new = frame["op"] == "message" or message["id"] in self._loading
        self._loading.discard(message["id"])
        awaited = self._awaited.get(interaction)
        if awaited is None and not new:
            awaited = next((a for a in self._awaited.values() if a.source == message["id"]), None)
        if awaited is not None and not awaited.future.done():
            awaited.future.set_result(frame)
        elif new and message["author"]["id"] != self.id:
            if self._inbox.qsize() >= _INBOX:
                self._inbox.get_nowait()
            self._inbox.put_nowait(message)


def _settle(future: asyncio.Future[Json], frame: Json) -> None:
    if not future.done():
        future.set_result(frame)
