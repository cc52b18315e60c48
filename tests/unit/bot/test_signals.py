"""Where signals come in anybody can send anything: the desk takes what is right, and says little of what is not."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
import structlog
from yarl import URL

from bot.app import App
from bot.signals import AT_ONCE, SECRET_HEADER, serve_signals
from services.core.errors import StoreUnavailable
from services.signals.body import MOST_BYTES
from services.signals.events import SignalReceived
from tests.conftest import eventually
from tests.unit.services.signals.making import Sender, sender, told


class Door:
    """The endpoint of a desk, and a program that knows one signal's secret."""

    def __init__(self, url: str, session: aiohttp.ClientSession, known: Sender) -> None:
        self.url = url
        self.session = session
        self.known = known

    async def posts(self, data: Any = None, *, path: str | None = None, **more: Any) -> tuple[int, dict[str, Any]]:
        where = self.url + (f"/signals/{self.known.id}" if path is None else path)
        async with self.session.post(
            where, **({"json": data} if isinstance(data, dict) else {"data": data}), **more
        ) as reply:
            return reply.status, await reply.json()

    async def sends(self, **says: object) -> tuple[int, dict[str, Any]]:
        return await self.posts({"secret": self.known.secret, **says})


@pytest.fixture
async def door(app: App, unused_tcp_port: int) -> AsyncIterator[Door]:
    signals = app.settings.signals.model_copy(update={"port": unused_tcp_port})
    opened = replace(app, settings=app.settings.model_copy(update={"signals": signals}))
    serving = asyncio.create_task(serve_signals(opened))
    url = f"http://127.0.0.1:{unused_tcp_port}"
    async with aiohttp.ClientSession() as session:

        async def listens() -> bool:
            try:
                async with session.get(url):
                    return True
            except aiohttp.ClientError:
                return False

        await eventually(listens)
        yield Door(url, session, await sender(app))
    serving.cancel()
    await asyncio.wait((serving,))


async def test_a_signal_comes_in_over_the_wire(app: App, door: Door) -> None:
    assert await door.sends(id="1", ticker="BTCUSDT", action="buy") == (200, {"ok": True, "repeated": False})
    assert await door.sends(id="1", ticker="BTCUSDT", action="buy") == (200, {"ok": True, "repeated": True})
    beside = {SECRET_HEADER: door.known.secret, "Content-Type": "text/plain"}
    assert (await door.posts(b'{"ticker": "BTCUSDT"}', headers=beside))[0] == 200
    assert len(await told(app, SignalReceived)) == 2


async def test_what_is_not_right_is_refused_in_our_own_words(app: App, door: Door) -> None:
    secret = door.known.secret
    with structlog.testing.capture_logs() as logs:
        for status, data, more in (
            (400, b"<script>alert(1)</script>", {}),
            (400, b"\xff\xfe", {}),
            (400, b"[" * MOST_BYTES, {}),
            (400, {"secret": secret, "quantity": 1}, {}),
            (401, {"ticker": "BTCUSDT"}, {}),
            (401, {"secret": "guess", "quantity": 1}, {}),
            (401, {"secret": secret}, {"path": "/signals/00ff"}),
            (404, {"secret": secret}, {"path": "/signals/..%2f..%2fetc"}),
            (404, {"secret": secret}, {"path": f"/signals/{'f' * 41}"}),
            (404, {"secret": secret}, {"path": "/"}),
            (413, b"x" * (MOST_BYTES + 1), {}),
            (413, {"secret": secret, "message": "x" * 100_000}, {}),
        ):
            got, said = await door.posts(data, **more)
            assert got == status, (data, said)
            assert said["ok"] is False
            assert "script" not in said["error"]
        async with door.session.get(f"{door.url}/signals/{door.known.id}") as reply:
            assert reply.status == 405
    assert await told(app, SignalReceived) == []
    assert secret not in str(logs)
    assert "script" not in str(logs)


async def test_what_arrives_drop_by_drop_is_not_waited_for(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.signals.BODY_SECONDS", 0.2)

    async def drops() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.05)

    try:
        status, _ = await door.posts(drops())
    except aiohttp.ClientError:  # it may hang up before all was sent
        status = 408
    assert status == 408


async def test_nor_does_it_keep_others_out(door: Door) -> None:
    port = URL(door.url).port
    slow = [await asyncio.open_connection("127.0.0.1", port) for _ in range(AT_ONCE + 10)]
    for _, writer in slow:
        writer.write(b"POST /signals/00ff HTTP/1.1\r\nHost: desk\r\nContent-Length: 100\r\n\r\n{")
    await asyncio.sleep(0.2)
    assert (await door.sends(ticker="BTCUSDT"))[0] == 200
    with structlog.testing.capture_logs() as logs:
        for _, writer in slow:
            writer.close()
        await asyncio.sleep(0.2)
    assert logs == [], "whoever hangs up writes nothing into our log"


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00guess",
        b"GET /guess HTTP/9.9\r\n\r\n",
        b"POST /signals/00ff?guess\x00 HTTP/1.1\r\nHost: desk\r\n\r\n",
        b"POST /signals/00ff HTTP/1.1\r\nX-Signal-Secret: guess" + b"s" * 20_000 + b"\r\n\r\n",
        b"POST /signals/00ff HTTP/1.1\r\nHost: desk\r\nContent-Length: -5\r\n\r\nguess",
        b"POST /signals/00ff HTTP/1.1\r\nHost: desk\r\nTransfer-Encoding: chunked\r\n\r\nguess\r\n",
        b"POST /signals/00ff HTTP/1.1\r\nHost: desk\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nguess",
    ],
)
async def test_what_is_no_http_is_refused_and_not_logged(
    door: Door, data: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", URL(door.url).port)
    writer.write(data)
    with structlog.testing.capture_logs() as logs:
        async with asyncio.timeout(5):
            assert (await reader.readline()).split()[1] == b"400"
    writer.close()
    assert logs == []
    assert "guess" not in caplog.text


async def test_many_at_once_are_taken_once_each_or_asked_to_come_again(app: App, door: Door) -> None:
    replies = await asyncio.gather(*(door.sends(id=f"{number}") for number in range(120)))
    taken = sum(status == 200 for status, _ in replies)
    assert {status for status, _ in replies} == {200, 429}
    assert len(await told(app, SignalReceived)) == taken > 0


async def test_while_the_store_is_away_it_is_to_be_sent_again(
    app: App, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_args: object) -> None:
        raise StoreUnavailable

    monkeypatch.setattr(app.store, "hash_get", fails)
    async with door.session.post(f"{door.url}/signals/{door.known.id}", json={"secret": "x"}) as reply:
        assert reply.status == 503
        assert int(reply.headers["Retry-After"]) >= 1
