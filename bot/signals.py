"""Where signals of other programs come in: ``POST /signals/<id>`` with a JSON object, and nothing else.

Whoever sends is unknown until the secret was compared: what is larger than a signal, slower than it or comes too often
from one address is refused before anything is looked up, and nothing of it is logged.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from aiohttp import web

from bot.app import App
from services.core.clock import WallClock
from services.core.errors import RateLimited, StoreUnavailable
from services.core.rate import RateLimit, RateLimiter
from services.signals.body import MOST_BYTES, BadBody
from services.signals.book import SignalBook
from services.signals.receiving import NotTaken, Receiver
from services.signals.terms import PATH

BODY_SECONDS: Final = 5.0
AT_ONCE: Final = 64
"""Signals that are being taken. More are asked to come again."""
OF_AN_ADDRESS: Final = RateLimit(burst=120, per_minute=600)
SECRET_HEADER: Final = "X-Signal-Secret"  # noqa: S105 (the header's name)

log = structlog.get_logger(__name__)


class SignalDoor:
    """Answers requests."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._limiter = RateLimiter(OF_AN_ADDRESS)
        self._room = asyncio.Semaphore(AT_ONCE)

    def app(self) -> web.Application:
        app = web.Application(client_max_size=MOST_BYTES, middlewares=[_quiet])
        app.router.add_post(f"{PATH}{{id:[0-9a-f]{{1,40}}}}", self._take)
        return app

    async def _take(self, request: web.Request) -> web.Response:
        self._limiter.take(request.remote or "")
        async with asyncio.timeout(BODY_SECONDS):  # in no room yet: who sends drop by drop must keep nobody out
            data = await request.read()
        if self._room.locked():
            raise RateLimited(retry_after=1.0)
        async with self._room:
            taken = await self._receiver.receive(
                request.match_info["id"], data, request.headers.get(SECRET_HEADER, "")[:200] or None
            )
        return web.json_response({"ok": True, "repeated": not taken})


@web.middleware
async def _quiet(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """What went wrong, in a few words that are ours."""
    try:
        return await handler(request)
    except BadBody as error:
        return _refused(400, str(error))
    except NotTaken:
        return _refused(401, "there is no such signal, or its secret is another")
    except RateLimited as error:
        return _refused(429, "too many; come again later", retry_after=error.retry_after)
    except StoreUnavailable:
        return _refused(503, "it cannot be taken now; send it again", retry_after=5.0)
    except (ConnectionError, web.RequestPayloadError):  # who sent it has hung up, or what they send is no HTTP
        return _refused(400, "it did not arrive")
    except TimeoutError:
        return _refused(408, "it took too long to arrive")
    except web.HTTPException as error:
        return _refused(error.status, error.reason)
    except Exception as error:  # the edge: what nobody foresaw is told in the log alone
        log.error("a signal failed", error=type(error).__name__, exc_info=error)
        return _refused(500, "a fault of the desk")


def _refused(status: int, why: str, *, retry_after: float | None = None) -> web.Response:
    headers = {} if retry_after is None else {"Retry-After": str(max(1, round(retry_after)))}
    return web.json_response({"ok": False, "error": why}, status=status, headers=headers)


async def serve_signals(app: App) -> None:
    """Take signals at the port that the settings name, until cancelled.

    Raises:
        OSError: it cannot be listened on.
    """
    terms = app.settings.signals
    if terms.port is None:
        return
    receiver = Receiver(app.store, SignalBook(app.store), app.clock, WallClock())
    wire = logging.getLogger(f"{__name__}.wire")
    wire.setLevel(logging.CRITICAL)  # what anybody sends that is no HTTP stands in its errors, word for word
    door = SignalDoor(receiver).app()
    runner = web.AppRunner(door, access_log=None, keepalive_timeout=15.0, logger=wire, auto_decompress=False)
    await runner.setup()
    try:
        await web.TCPSite(runner, terms.host, terms.port).start()
        log.info("signals come in", host=terms.host, port=terms.port)
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
