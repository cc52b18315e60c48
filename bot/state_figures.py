"""Figures of what all processes share: how long what waits in the store has waited, and how old the signs of life are.

Every process tells them, so that they are known as long as one of them lives; who adds them up counts them several
times (docs/metrics.md).
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from math import inf
from time import monotonic, time
from typing import Any, Final, NamedTuple

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from services.brain.agent_desk import AgentDesk
from services.core.clock import Clock, of_people
from services.core.errors import StoreUnavailable
from services.core.metrics import Gauge
from services.market.timeframes import to_ms
from services.store import keys
from services.store.store import Store

KEPT_SECONDS: Final = 5.0
"""Whoever looks again so soon is told the same."""
UNREAD_AT_MOST: Final = 1_000
"""Of more that waits in a stream it is told that there are so many."""
PLACES_AT_MOST: Final = 1_000

UP: Final = Gauge("omega_store_up_state", "1: the store answers; 0: not")
MEMORY: Final = Gauge("omega_store_memory_bytes", "Memory that the store takes")
MEMORY_LIMIT: Final = Gauge("omega_store_memory_limit_bytes", "Memory that it may take; none where it may take all")
BEAT_AGE: Final = Gauge(
    "omega_part_age_seconds", "Since the last sign of life of a part; none of one that was told to end", ("part",)
)
FEED_AGE: Final = Gauge(
    "omega_feed_age_seconds", "How long ago that market was looked at which alerts wait for and that was looked at last"
)
OUTBOX: Final = Gauge("omega_outbox_waiting_events", "Events that a reader has not dealt with", ("reader",))
OUTBOX_AGE: Final = Gauge(
    "omega_outbox_oldest_age_seconds", "How long the oldest event waits that a reader has not dealt with", ("reader",)
)
MAILBOX: Final = Gauge(
    "omega_mailbox_waiting_messages",
    "What waits to be told at any place, as the process tells it that has the lease `notifier`",
)
MAILBOX_AGE: Final = Gauge(
    "omega_mailbox_oldest_age_seconds", "How long the oldest waits of what is to be told at a place"
)
DEAD: Final = Gauge("omega_dead_letters_messages", "What could not be told and is kept for an admin")
QUEUE: Final = Gauge("omega_queue_waiting_parts", "Parts of jobs in the queue that no worker has finished")
QUEUE_AGE: Final = Gauge("omega_queue_oldest_age_seconds", "How long the oldest of these parts is in the queue")
JOBS: Final = Gauge("omega_jobs_open", "Jobs that are under way, or whose end was not told")
ACTIVE: Final = Gauge("omega_active_accounts", "Accounts with open orders or positions")
APPROVALS: Final = Gauge("omega_approvals_waiting_decisions", "Decisions that wait for people")
APPROVALS_AGE: Final = Gauge("omega_approvals_oldest_age_seconds", "How long the oldest decision waits for people")
CALIBRATION: Final = Gauge(
    "omega_calibration_error_ratio",
    "How far confidence was from what came of it, on average (0 to 1), of all judged decisions",
    ("brain",),
)
SPEND: Final = Gauge("omega_ai_spend_today_dollars", "Spent for the model today (UTC), by all processes")
BUDGET: Final = Gauge("omega_ai_budget_dollars", "What may be spent for the model in a day (UTC)")

STATE_GAUGES: Final = (
    *(UP, MEMORY, MEMORY_LIMIT, BEAT_AGE, FEED_AGE, OUTBOX, OUTBOX_AGE, MAILBOX, MAILBOX_AGE, DEAD),
    *(QUEUE, QUEUE_AGE, JOBS, ACTIVE, APPROVALS, APPROVALS_AGE, SPEND, BUDGET, CALIBRATION),
)

Values = dict[tuple[str, ...], float]


class StateFigures:
    """Looks at ``store`` and what the desk keeps there, with the stream ``queue`` of jobs. ``places`` are those that
    this process tells, where it does."""

    def __init__(self, store: Store, agents: AgentDesk, queue: str, clock: Clock) -> None:
        self._store = store
        self._queue = queue
        self._agents = agents
        self._clock = clock
        self.places: Callable[[], Sequence[str]] | None = None
        self._looking = asyncio.Lock()
        self._looked, self._found = -inf, Values()

    async def look(self) -> Mapping[tuple[str, ...], float]:
        """What is found; while the store is away only that it is."""
        async with self._looking:
            if monotonic() - self._looked > KEPT_SECONDS:
                try:
                    self._found = {(UP.name,): 1.0, **await self._look()}
                except StoreUnavailable:
                    self._found = {(UP.name,): 0.0}
                self._looked = monotonic()
            return self._found

    async def _look(self) -> Values:
        return {
            **await self._server(),
            **await self._signs(),
            **await self._streams(),
            **await self._letters(),
            **await self._people(),
        }

    async def _server(self) -> Values:
        told = await self._store.call(lambda client: client.info("memory"))
        found: Values = {(MEMORY.name,): float(told["used_memory"])}
        if limit := float(told.get("maxmemory", 0)):
            found[MEMORY_LIMIT.name,] = limit
        return found

    async def _signs(self) -> Values:
        now = time()
        found: Values = {}
        for part, at in (await self._store.hash_all(keys.BEATS)).items():
            kind, age = part.partition(":")[0], now - datetime.fromisoformat(at).timestamp()
            found[BEAT_AGE.name, kind] = max(age, found.get((BEAT_AGE.name, kind), 0.0))
        seen = await self._store.hash_all(keys.ALERTS_SEEN)
        if markets := [int(at) for name, at in seen.items() if "/" in name and " " not in name]:
            found[FEED_AGE.name,] = max(0.0, (to_ms(self._clock.now()) - min(markets)) / 1000)
        return found

    async def _streams(self) -> Values:
        found: Values = {}
        for reader, waits in (await self._store.call(partial(_waiting, keys.OUTBOX))).items():
            found[OUTBOX.name, reader] = waits.entries
            found[OUTBOX_AGE.name, reader] = waits.age
        queued = list((await self._store.call(partial(_waiting, self._queue))).values())
        found[QUEUE.name,] = sum(each.entries for each in queued)
        found[QUEUE_AGE.name,] = max((each.age for each in queued), default=0.0)
        return found

    async def _letters(self) -> Values:
        async def count(client: Redis) -> Any:
            pipeline = client.pipeline(transaction=False)
            pipeline.hlen(keys.DEAD_LETTERS)
            pipeline.hlen(keys.ACTIVE_ACCOUNTS)
            pipeline.hlen(keys.OPEN_JOBS)
            for place in places:
                pipeline.xlen(keys.waiting(place))
                pipeline.xrange(keys.waiting(place), count=1)
            return await pipeline.execute()

        places = () if self.places is None else self.places()[:PLACES_AT_MOST]
        dead, active, jobs, *of_places = await self._store.call(count)
        found: Values = {(DEAD.name,): float(dead), (ACTIVE.name,): float(active), (JOBS.name,): float(jobs)}
        if self.places is not None:
            ages = [_age(entries[0][0]) for entries in of_places[1::2] if entries]
            found[MAILBOX.name,] = float(sum(of_places[::2]))
            found[MAILBOX_AGE.name,] = max(ages, default=0.0)
        return found

    async def _people(self) -> Values:
        agents, desk = self._agents, self._agents.orders
        lasts = agents.ai.approvals.lasts
        waits = [each for agenda in (await desk.books.agents()).values() for each in agenda.waits]
        now, second = to_ms(self._clock.now()), of_people(self._clock, 1.0).total_seconds()
        ages = [lasts - (each.expires - now) / 1000 / second for each in waits]
        return {
            (APPROVALS.name,): float(len(waits)),
            (APPROVALS_AGE.name,): max(ages, default=0.0),
            (SPEND.name,): float((await agents.brain.spent()).dollars),
            (BUDGET.name,): float(agents.ai.model.dollars),
            **await self._calibration(),
        }

    async def _calibration(self) -> Values:
        gaps = await self._agents.memory.gaps(self._clock.now())
        return {(CALIBRATION.name, brain): gap for brain, gap in gaps.items()}


class _Waits(NamedTuple):
    entries: float
    age: float


async def _waiting(stream: str, client: Redis) -> dict[str, _Waits]:
    """What each group of the stream's readers has not dealt with, and how many seconds the oldest of it waits."""
    try:
        groups: Any = await client.xinfo_groups(stream)
    except ResponseError:  # there is no such stream
        return {}
    found: dict[str, _Waits] = {}
    for group in groups:
        name, last = group["name"].decode(), group["last-delivered-id"]
        given: Any = await client.xpending(stream, group["name"])
        unread: Any = await client.xrange(stream, min=b"(" + last, count=UNREAD_AT_MOST)
        oldest = [each for each in (given["min"], unread[0][0] if unread else None) if each is not None]
        found[name] = _Waits(float(given["pending"] + len(unread)), max(map(_age, oldest), default=0.0))
    return found


def _age(entry: bytes) -> float:
    """Seconds since the entry with this id was put there."""
    return max(0.0, time() - int(entry.partition(b"-")[0]) / 1000)
