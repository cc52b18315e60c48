"""What was decided in which situation, and what came of it: recalled by likeness.

- A situation is remembered once what came of it is known, in one step with the account's record of that (``Judged``).
  It names no account and nobody, has no size and no cash, nor the decision's own id: who is forgotten leaves it, and
  nobody finds a way from it to anybody.
- All are in a stream, which a process reads on from where it was; the matrix is what it has read. What is not of a
  random market is never like what is. The newest ``KEPT`` stay.
- Nothing is recalled whose outcome was not known before the time that is asked about, so neither is a decision in its
  own situation.
- What counts are cases of their own (analytics/cases.py): of those that saw the same move the nearest alone is
  recalled, and the first alone corrects confidence.
"""

import asyncio
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any, Final, Self

import numpy as np
import structlog
from numpy.typing import NDArray
from redis.asyncio import Redis

from analytics.calibration import Curve, fit, mean_gap
from analytics.cases import OwnCases, Span
from analytics.neighbours import Neighbours
from analytics.trading.agent_records import Action, Hit, Judged
from services.brain.context import PastSituation, Similar
from services.brain.proposal import Proposal
from services.brain.situation import DIMENSIONS, FORM, WEIGHTS, plain_symbol, told
from services.core.request import Frozen
from services.core.units import Figure
from services.market.timeframes import TIMEFRAMES, from_ms, to_ms
from services.store import keys
from services.store.store import Store

SOURCE: Final = "memory"
PAGE: Final = 500
"""Entries that are read at once: what the loop waits for meanwhile is some milliseconds."""
KEPT: Final = 200_000
"""Situations that a home keeps at least, the newest: the oldest ``AT_ONCE`` and more go together, and whoever had read
them reads what is left anew, so that all processes recall from the same."""
AT_ONCE: Final = 20_000
NEWEST: Final = 2_000
"""Judged decisions of a brain that its confidence is corrected by, the newest: markets and prompts change."""

log = structlog.get_logger(__name__)


class Situation(Frozen):
    """An entry without its vector. Times are UTC ms: ``at`` of the decision, ``known`` of when it was judged.
    ``moved`` and ``r`` as in ``Judged``; ``confidence`` is as the brain said it."""

    form: int
    simulated: bool
    symbol: str
    timeframe: str
    at: int
    known: int
    action: Action
    brain: str
    confidence: float
    text: str
    hit: Hit
    moved: float
    r: float | None

    @property
    def span(self) -> Span:
        return Span(self.symbol, self.at, self.known)


def entry_of(proposal: Proposal, judged: Judged) -> tuple[str, Mapping[str, bytes | str]]:
    """What is written beside ``judged``, which is what came of ``proposal``: the stream's key, and the entry."""
    situation = Situation(
        form=FORM,
        simulated=proposal.context.simulated,
        symbol=proposal.context.symbol,
        timeframe=proposal.context.timeframe,
        at=to_ms(proposal.at),
        known=judged.at,
        action=proposal.decision.action,
        brain=proposal.brain,
        confidence=proposal.decision.confidence,
        text=told(proposal.context),
        hit=judged.hit,
        moved=judged.moved,
        r=judged.r,
    )
    vector = np.asarray(proposal.vector, "<f4").tobytes()
    return keys.MEMORY, {"situation": situation.model_dump_json(), "vector": vector}


class _Record:
    """The judged decisions of a brain: when each was known (UTC ms), what it said, and whether it came."""

    def __init__(self) -> None:
        self._known, self._said, self._came = array("q"), array("d"), array("b")
        self._own = OwnCases()
        self._sorted = np.empty((0, 3))

    def add(self, situation: Situation) -> None:
        """Count ``situation``, where it is a case of its own."""
        if situation.r is not None and self._own.takes(situation.span):
            self._known.append(situation.known)
            self._said.append(situation.confidence)
            self._came.append(situation.r > 0)

    def before(self, known: int) -> NDArray[np.float64]:
        """The newest that were known before that, at most ``NEWEST``, as columns: when, what was said, what came."""
        if len(self._sorted) != len(self._known):
            cases = np.column_stack((np.array(self._known), np.array(self._said), np.array(self._came)))
            self._sorted = cases[np.lexsort(cases.T[::-1])]
        past = int(np.searchsorted(self._sorted[:, 0], known))
        return self._sorted[max(0, past - NEWEST) : past]


class Memory:
    """All situations of a market that is ``simulated`` or not, and the judged decisions by which confidence is
    corrected. All methods raise ``StoreUnavailable``: nobody knows now."""

    def __init__(self, store: Store, similar: int, calibrate_after: int, *, simulated: bool) -> None:
        self._store = store
        self._similar = similar
        self._calibrate_after = calibrate_after
        self._simulated = simulated
        self._reading = asyncio.Lock()
        self._forget()

    def _forget(self) -> None:
        """Have read nothing."""
        self._first: bytes | None = None
        """The id of the oldest entry there is."""
        self._last = b"0-0"
        self._matrix = Neighbours(WEIGHTS)
        self._ids: list[bytes] = []
        self._bodies: list[bytes] = []
        """As they were read: one is made a ``Situation`` when it is recalled. What is kept of 100,000 are bytes and
        arrays, which the garbage collector does not walk through while the event loop waits."""
        self._records: dict[str, _Record] = {}

    async def recall(self, vector: Sequence[float], before: datetime) -> Similar | None:
        """The nearest situations whose outcome was known ``before``; ``None``: there are none."""
        async with self._reading:
            await self._read_on()
            return await asyncio.to_thread(self._nearest, vector, to_ms(before))

    async def corrected(self, brain: str, confidence: float, before: datetime) -> tuple[float, int]:
        """``confidence`` of ``brain`` as it came true up to ``before``, and of how many judged decisions that is known;
        as said, and 0, while these are too few."""
        curve = await self.curve(brain, before)
        return (confidence, 0) if curve is None else (curve.at(confidence), curve.cases)

    async def curve(self, brain: str, before: datetime) -> Curve | None:
        """What confidence of ``brain`` has come to, up to ``before``; ``None`` while that is known of too few judged
        decisions."""
        async with self._reading:
            await self._read_on()
            return await asyncio.to_thread(self._fitted, brain, to_ms(before))

    async def gaps(self, before: datetime) -> dict[str, float]:
        """How far each brain's confidence was from what came of it, on average, up to ``before``; without brains of
        which that is known of too few judged decisions."""
        async with self._reading:
            await self._read_on()
            return await asyncio.to_thread(self._gaps, to_ms(before))

    async def count(self) -> int:
        """How many situations there are."""
        async with self._reading:
            await self._read_on()
            return len(self._matrix)

    def _nearest(self, vector: Sequence[float], before: int) -> Similar | None:
        found: list[tuple[int, float, Situation]] = []
        for number, distance in self._matrix.by_distance(vector, before):
            situation = Situation.model_validate_json(self._bodies[number])
            if not any(situation.span.overlaps(other.span) for _, _, other in found):
                found.append((number, distance, situation))
            if len(found) == self._similar:
                break
        if not found:
            return None
        return Similar(
            source=SOURCE,
            as_of=from_ms(max(situation.known for _, _, situation in found)),
            count=len(found),
            up=sum(situation.moved > 0 for _, _, situation in found),
            median=Figure(median(situation.moved for _, _, situation in found)),
            nearest=tuple(self._past(*each) for each in found),
        )

    def _past(self, number: int, distance: float, situation: Situation) -> PastSituation:
        return PastSituation(
            decision=self._ids[number].decode(),
            symbol=plain_symbol(situation.symbol),
            timeframe=situation.timeframe,
            at=from_ms(situation.at),
            action=situation.action,
            text=situation.text,
            distance=distance,
            moved=situation.moved,
            r=situation.r,
        )

    def _fitted(self, brain: str, before: int) -> Curve | None:
        cases = self._records.get(brain, _Record()).before(before)
        return None if len(cases) < self._calibrate_after else fit(cases[:, 1], cases[:, 2])

    def _gaps(self, before: int) -> dict[str, float]:
        cases = {brain: record.before(before) for brain, record in self._records.items()}
        enough = {brain: each for brain, each in cases.items() if len(each) >= self._calibrate_after}
        return {brain: gap for brain, each in enough.items() if (gap := mean_gap(each[:, 1], each[:, 2])) is not None}

    async def _read_on(self) -> None:
        """Read what was remembered since the last time; all anew where what was read is there no more."""
        while True:

            async def page(client: Redis) -> Any:
                pipeline = client.pipeline(transaction=False)
                pipeline.xrange(keys.MEMORY, count=1)
                pipeline.xlen(keys.MEMORY)
                pipeline.xrange(keys.MEMORY, min=b"(" + self._last, count=PAGE)
                return await pipeline.execute()

            oldest, there, entries = await self._store.call(page)
            first = oldest[0][0] if oldest else None
            if self._first not in (None, first):
                self._forget()
                continue
            self._first = first
            if there >= KEPT + AT_ONCE:
                await self._store.call(_trim)
                continue
            if entries:
                read = await asyncio.to_thread(_Page.of, entries, self._simulated)
                self._add(read)
                self._last = read.last
            if len(entries) < PAGE:
                return

    def _add(self, page: "_Page") -> None:
        self._matrix.add(page.vectors, np.asarray([each.known for each in page.situations], dtype=np.int64))
        self._ids += page.ids
        self._bodies += page.bodies
        for situation in page.situations:
            self._records.setdefault(situation.brain, _Record()).add(situation)


@dataclass(frozen=True, slots=True)
class _Page:
    """Entries as they are kept in memory: those of the kind of market, in the form of now. ``last`` is the id of the
    last of all."""

    last: bytes
    ids: list[bytes]
    bodies: list[bytes]
    situations: list[Situation]
    vectors: NDArray[np.float32]

    @classmethod
    def of(cls, entries: Sequence[tuple[bytes, Mapping[bytes, bytes]]], simulated: bool) -> Self:
        """What is in ``entries``, at least one. One that cannot be read is left out."""
        page = cls(entries[-1][0], [], [], [], np.empty((len(entries), DIMENSIONS), np.float32))
        for number, fields in entries:
            try:
                situation = Situation.model_validate_json(fields[b"situation"])
                TIMEFRAMES[situation.timeframe]
                vector = np.frombuffer(fields[b"vector"], "<f4")
                if situation.form == FORM and situation.simulated == simulated and np.isfinite(vector).all():
                    page.vectors[len(page.ids)] = vector
                    page.ids.append(number)
                    page.bodies.append(fields[b"situation"])
                    page.situations.append(situation)
            except (KeyError, ValueError) as error:
                log.warning("a situation cannot be read", entry=number.decode(), error=repr(error))
        return cls(page.last, page.ids, page.bodies, page.situations, page.vectors[: len(page.ids)])


async def _trim(client: Redis) -> None:
    await client.xtrim(keys.MEMORY, maxlen=KEPT, approximate=False)
