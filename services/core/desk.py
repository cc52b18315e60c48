"""The desk: one door for every request, whoever asks and wherever from."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from time import monotonic, perf_counter
from typing import Any

import structlog

from services.core.ask import Ask
from services.core.audit import Audit
from services.core.cache import Cache
from services.core.clock import Clock, seconds_of
from services.core.errors import (
    AlreadyDone,
    DeskError,
    JobFailed,
    JournalBroken,
    OutcomeUnknown,
    RateLimited,
    StoreUnavailable,
    Unavailable,
    Unexpected,
)
from services.core.footprint import footprint
from services.core.handlers import Handler
from services.core.line import Line
from services.core.metrics import FAULT, DeskMetrics, Outcome
from services.core.on_behalf import on_behalf_of
from services.core.principal import Principal
from services.core.rate import RateLimiter
from services.core.request import Answer, AnyRequest, Audience, Change, Personal, Read
from services.core.serialisation import from_json, to_json
from services.core.work import Ledger, Outdated, Work

HELD_ANSWERS = 8_000_000
"""Bytes of answers that may serve the next who ask the same."""
INSISTS_SECONDS = 8.0
"""For so long what stops something is tried where the store does not answer."""
AGAIN_SECONDS = 0.25
OUTDATED_MOST = 5
"""So often in a row a change is made, where what it was made from changes meanwhile."""
FAILURES = (Unavailable, JobFailed, JournalBroken, OutcomeUnknown, Unexpected)
"""Errors of the desk, or of what it leans on; all others are of what was asked."""
KEPT_BACK = b"{}"
"""Remembered of a change whose answer is confidential: that it was made."""


log = structlog.get_logger(__name__)


class Desk:
    """Takes each ask through the same gate: allowed, within the rate, a kept answer, the handler, metrics and audit."""

    def __init__(
        self,
        handlers: Mapping[type[AnyRequest], Handler],
        *,
        limiter: RateLimiter,
        metrics: DeskMetrics,
        audit: Audit,
        ledger: Ledger,
        clock: Clock,
        line: Line,
    ) -> None:
        self._handlers = handlers
        self._limiter = limiter
        self._metrics = metrics
        self._audit = audit
        self._ledger = ledger
        self._line = line
        self._kept: Cache[AnyRequest, Answer] = Cache(HELD_ANSWERS, weigh=footprint, now=seconds_of(clock))
        self._under_way: dict[str, asyncio.Task[Answer]] = {}

    @property
    def catalog(self) -> dict[str, type[AnyRequest]]:
        """Every request the desk takes, by name."""
        return {request.name: request for request in self._handlers}

    @property
    def commands(self) -> dict[str, type[AnyRequest]]:
        """Those that people ask for in words."""
        return {name: request for name, request in self.catalog.items() if not request.pressed}

    async def ask(self, ask: Ask[Any]) -> Answer:
        """Answer ``ask``, or raise why not.

        Raises:
            DeskError: refused (``NotPermitted``, ``RateLimited``, ``Busy``), or what the handler says stands in the
                way.
        """
        started = perf_counter()
        outcome: Outcome = "failed"
        failure: str | None = FAULT
        with on_behalf_of(ask.id), self._metrics.span(ask.request.name, ask.id):
            try:
                self._admit(ask)
                answer = await self._answer(ask)
                outcome, failure = "answered", None
                return answer
            except (DeskError, asyncio.CancelledError) as error:
                asked_wrong = isinstance(error, DeskError) and not isinstance(error, FAILURES)
                outcome = "refused" if asked_wrong else "failed"
                failure = type(error).__name__
                raise
            finally:
                seconds = perf_counter() - started
                self._metrics.count(ask.request.name, outcome, seconds, failure)
                if outcome == "failed":
                    log.info("not answered", command=ask.request.name, error=failure, seconds=round(seconds, 3))

    async def read(self, request: Read[Any]) -> Answer:
        """What the house itself wants to show of ``request`` within another answer: kept and made in turn like any, and
        nobody's rate."""
        return await self._answered_read(request, self._handlers[type(request)])

    def misunderstood(self, error: DeskError, principal: Principal) -> DeskError:
        """What to tell ``principal`` of words that make no request: ``error``, which counts as one, or
        ``RateLimited``."""
        try:
            self._limiter.take(principal.id)
        except RateLimited as limited:
            return limited
        return error

    async def remembered(self, request: type[Change[Any]], ask: str) -> Answer:
        """The answer of a change that was asked for with this id, and cut off before it could be shown.

        Raises:
            OutcomeUnknown: none is remembered.
            AlreadyDone: it was made, and its answer is confidential.
            StoreUnavailable: nobody knows now.
        """
        first = await self._ledger.answer_of(ask)
        if first is None:
            raise OutcomeUnknown(request=request.name)
        return _remembered(request, first)

    def _admit(self, ask: Ask[Any]) -> None:
        ask.principal.require(ask.request.needs(), ask.request.name)
        if not ask.request.stops and not ask.by_itself:
            self._limiter.take(ask.principal.id)

    async def _answer(self, ask: Ask[Any]) -> Answer:
        request, handler = ask.request, self._handlers[type(ask.request)]
        match request:
            case Read():
                return await self._answered_read(request, handler)
            case Personal():
                return await handler(request, ask.principal)
            case _:
                return await self._once(ask, handler)

    async def _answered_read(self, request: Read[Any], handler: Handler) -> Answer:
        if not request.fresh_for:
            return await self._read(request, handler)
        return await self._kept.get(
            request, lambda: self._read(request, handler), request.fresh_for, unattended=request.unattended
        )

    async def _read(self, request: Read[Any], handler: Handler) -> Answer:
        if not request.in_line:
            return await handler(request)
        async with self._line.turn():
            return await handler(request)

    async def _once(self, ask: Ask[Any], handler: Handler) -> Answer:
        """One change for all asks with the same id: whoever repeats one that is being made waits for it."""
        making = self._under_way.get(ask.id)
        if making is None:
            making = asyncio.ensure_future(self._insisted(ask, handler))
            self._under_way[ask.id] = making
            making.add_done_callback(lambda made: self._made(ask.id, made))
        return await asyncio.shield(making)

    def _made(self, ask: str, making: asyncio.Task[Answer]) -> None:
        self._under_way.pop(ask, None)
        if not making.cancelled():
            making.exception()  # marks it as seen: those who waited have raised it, or have gone

    async def _insisted(self, ask: Ask[Any], handler: Handler) -> Answer:
        """The change; of one that stops something as often as it takes the store to answer, for a while: the same ask
        does it once."""
        until = monotonic() + (INSISTS_SECONDS if ask.request.stops else 0.0)
        while True:
            try:
                return await self._change(ask, handler)
            except (StoreUnavailable, OutcomeUnknown):
                if monotonic() >= until:
                    raise
            await asyncio.sleep(AGAIN_SECONDS)

    async def _change(self, ask: Ask[Any], handler: Handler) -> Answer:
        """Written down before it is made: where the audit log cannot be written, nothing changes."""
        request: Change[Any] = ask.request
        first = await self._ledger.answer_of(ask.id)
        if first is not None:
            return _remembered(request, first)
        entry = await self._audit.asked(request, ask.principal)
        outcome = "unknown"
        try:
            work, answer, first = await self._written(ask, handler)
            outcome = "done" if first is None else "done before"
            self._kept.forget(lambda key: isinstance(key, request.stale))
            for call in work.afterwards:
                call()
            return answer if first is None else _remembered(request, first)
        except DeskError as error:
            outcome = type(error).__name__
            raise
        finally:
            await self._audit.ended(entry, outcome)

    async def _written(self, ask: Ask[Any], handler: Handler) -> tuple[Work, Answer, bytes | None]:
        """The change made and written; made again where what it was made from has changed meanwhile."""
        for _ in range(OUTDATED_MOST):
            work = Work()
            answer = await handler(ask.request, ask, work)
            with suppress(Outdated):
                return work, answer, await self._commit(ask, work, answer)
        raise StoreUnavailable

    async def _commit(self, ask: Ask[Any], work: Work, answer: Answer) -> bytes | None:
        confidential = ask.request.audience is Audience.CONFIDENTIAL
        kept = KEPT_BACK if confidential else to_json(answer)
        try:
            return await self._ledger.commit(work, ask.id, kept, ask.remembered_for)
        except StoreUnavailable as error:
            raise OutcomeUnknown(request=ask.request.name) from error


def _remembered(request: Change[Any] | type[Change[Any]], first: bytes) -> Answer:
    """The first answer of an ask that was repeated."""
    if first == KEPT_BACK:
        raise AlreadyDone(request=request.name)
    return from_json(first, Answer)
