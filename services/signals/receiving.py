"""A signal comes in: it is taken once, in one step with the event that tells of it and with the order it may place."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

import orjson

from services.core.clock import Clock
from services.core.rate import RateLimit, RateLimiter
from services.core.units import Price
from services.market.timeframes import to_ms
from services.signals.body import BadBody, Body, read
from services.signals.book import SignalBook
from services.signals.events import SignalReceived
from services.signals.record import Signal
from services.store import keys
from services.store.store import Store
from services.store.writes import Writes, commit

SAME_SECONDS: Final = 300.0
"""For so long the same text, sent again without an id, is a repeat."""
SAME_ID_SECONDS: Final = 86_400.0
"""The same of one with an id."""
SENT_SECONDS: Final = SAME_SECONDS
"""What says that it was sent longer ago, or later than now, is not taken: nobody can send what was recorded again."""
RATE: Final = RateLimit(burst=20, per_minute=60)
"""Of one signal."""
NOBODY: Final = Signal(id="", place="", name="", digest="0" * 64, made=0)
"""Whose secret is compared where there is no such signal, so that it takes as long."""


class NotTaken(Exception):
    """There is no such signal, or its secret is another: which of the two is not told."""


class Receiver:
    """Takes signals. ``wall`` is the machine's time, ``clock`` the market's, which events are told by."""

    def __init__(self, store: Store, book: SignalBook, clock: Clock, wall: Clock) -> None:
        self._store = store
        self._book = book
        self._clock = clock
        self._wall = wall
        self._limiter = RateLimiter(RATE)

    async def receive(self, id: str, data: bytes, secret: str | None) -> bool:  # noqa: A002 (an id is what it is)
        """Take what was sent to the signal with this id; ``False``: it was taken before.

        Raises:
            BadBody: it is no signal, or an old one.
            NotTaken: see there.
            RateLimited: too many come in.
            StoreUnavailable: it may have been taken or not; sent again it is taken once.
        """
        sent = read(data, secret)
        signal = await self._book.by_id(id)
        if not (signal or NOBODY).is_sent_with(sent.secret) or signal is None:
            raise NotTaken
        self._limiter.take(id)
        body = sent.body()
        self._check_time(body.sent)
        which = orjson.dumps(sent.rest, option=orjson.OPT_SORT_KEYS) if body.id is None else body.id.encode()
        key = sha256(b"\n".join((id.encode(), b"text" if body.id is None else b"id", which))).hexdigest()[:32]
        return await self._take(signal, body, key)

    async def _take(self, signal: Signal, body: Body, key: str) -> bool:
        now = self._clock.now()
        event = _event(signal, body, key, now)
        writes = Writes()
        writes.hash_set(keys.SIGNALS_SEEN, signal.id, str(to_ms(now)))
        writes.append(keys.OUTBOX, {"event": event.to_bytes()})
        if event.mapped:
            writes.append(keys.SIGNAL_ORDERS, {"event": event.to_bytes()})
        keep = SAME_SECONDS if body.id is None else SAME_ID_SECONDS
        taken = await commit(self._store, writes, ask=f"signal:{key}", answer=b"{}", keep_seconds=keep)
        return not taken.repeated

    def _check_time(self, sent: datetime | None) -> None:
        if sent is not None and abs((self._wall.now() - sent.astimezone(UTC)).total_seconds()) > SENT_SECONDS:
            raise BadBody("sent: it was sent too long ago, or the clocks differ")


def _event(signal: Signal, body: Body, key: str, now: datetime) -> SignalReceived:
    return SignalReceived(
        key=f"signal:{key}:{to_ms(now)}",  # the same text is another signal once it is no repeat any more
        at=now,
        signal=signal.name,
        server=signal.place,
        symbol=body.symbol or "",
        action=body.action,
        price=None if body.price is None else Price(body.price),
        timeframe=body.timeframe or "",
        text=body.text or "",
        mapped=signal.order is not None and body.action is not None,
    )
