"""The desk: one door for every request, whoever asks and wherever from."""

from collections.abc import Iterable, Mapping
from time import perf_counter

from services.audit import Audit
from services.base import Answer, Asker, Request, Service
from services.errors import (
    DeskError,
    InvalidRequest,
    NotEnoughData,
    NotPermitted,
    OutcomeUnknown,
    RateLimited,
    StoreUnavailable,
)
from services.fresh import Fresh
from services.metrics import DeskMetrics, Outcome
from services.rate import RateLimiter

HELD_ANSWERS = 128


class Desk:
    """Takes a request through the same gate each time: role, rate, fresh answer, service, metrics and audit."""

    def __init__(
        self, services: Iterable[Service], *, limiter: RateLimiter, metrics: DeskMetrics, audit: Audit
    ) -> None:
        self._services = tuple(services)
        self._limiter = limiter
        self._metrics = metrics
        self._audit = audit
        self._fresh: Fresh[Request, Answer] = Fresh(HELD_ANSWERS)
        self._handled_by: Mapping[type[Request], Service] = {
            request: service for service in self._services for request in service.handlers()
        }

    @property
    def services(self) -> tuple[Service, ...]:
        return self._services

    @property
    def catalog(self) -> dict[str, type[Request]]:
        """Every request the desk takes, by name."""
        return {request.name: request for request in self._handled_by}

    async def initialise(self) -> None:
        for service in self._services:
            await service.initialise()

    async def shut_down(self) -> None:
        for service in reversed(self._services):
            await service.shut_down()

    async def ask(self, request: Request, asker: Asker) -> Answer:
        """Answer ``request``, or raise why not.

        Raises:
            DeskError: refused (``NotPermitted``, ``RateLimited``), or what the service says stands in the way.
        """
        started = perf_counter()
        outcome: Outcome = "failed"
        try:
            self._admit(request, asker)
            answer = await self._answer(request, asker)
            outcome = "answered"
            return answer
        except (NotPermitted, RateLimited, InvalidRequest, NotEnoughData):
            outcome = "refused"
            raise
        finally:
            self._metrics.count(request.name, outcome, perf_counter() - started)

    def misunderstood(self, error: DeskError, asker: Asker) -> DeskError:
        """What to tell ``asker`` of words that make no request: ``error``, which counts as one, or ``RateLimited``."""
        try:
            self._limiter.take(asker.id)
        except RateLimited as limited:
            return limited
        return error

    def _admit(self, request: Request, asker: Asker) -> None:
        if request.role is not None and (asker.role is None or asker.role < request.role):
            raise NotPermitted(
                request=request.name,
                needs=request.role.word,
                has=None if asker.role is None else asker.role.word,
                roles_mapped=asker.roles_mapped,
            )
        self._limiter.take(asker.id)

    async def _answer(self, request: Request, asker: Asker) -> Answer:
        service = self._handled_by[type(request)]
        if request.changes:
            return await self._change(service, request, asker)
        if request.fresh_for:
            return await self._fresh.get(
                request,
                lambda: service.process(request, asker),
                request.fresh_for,
                unattended=request.unattended,
            )
        return await service.process(request, asker)

    async def _change(self, service: Service, request: Request, asker: Asker) -> Answer:
        """Written down before it is done: where the audit log cannot be written, nothing changes."""
        entry = await self._audit.asked(request, asker)
        outcome = "unknown"
        try:
            answer = await service.process(request, asker)
            outcome = "done"
            return answer
        except StoreUnavailable as error:
            raise OutcomeUnknown(request=request.name) from error
        except DeskError as error:
            outcome = type(error).__name__
            raise
        finally:
            await self._audit.ended(entry, outcome)
