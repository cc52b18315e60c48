"""Whose turn it is among questions and thoughts of which one is told a day: none comes again before all were told,
whatever is added to them or taken away meanwhile."""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Literal

from services.store.keys import told_on
from services.store.store import Store

Told = Literal["question", "wisdom"]


class Turns:
    """What was told when. Its methods raise ``StoreUnavailable``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def told(self, day: date, told: Told) -> str | None:
        """Which was told on ``day``; ``None``: none yet, or another day since has told it again."""
        (chosen,) = await self._store.hash_get(told_on(told), [day.isoformat()])
        return chosen

    async def on(self, day: date, told: Told, ids: Sequence[str]) -> str:
        """Which of ``ids`` is told on ``day``: the same for all who ask, in whatever process."""
        key, field = told_on(told), day.isoformat()
        chosen = await self.told(day, told)
        if chosen is not None and chosen in ids:
            return chosen
        held = await self._store.hash_all(key)
        before = {other: told_then for other, told_then in held.items() if other != field}
        if chosen is not None:  # it is gone since
            await self._store.hash_delete(key, field)
        mine = next_of(ids, before)
        if await self._store.hash_set_new(key, field, mine):
            for old in (each for each, told_then in before.items() if told_then == mine):
                await self._store.hash_delete(key, old)
        chosen = await self.told(day, told)
        return chosen if chosen is not None and chosen in ids else mine


def next_of(ids: Sequence[str], before: Mapping[str, str]) -> str:
    """The one of ``ids`` that was told the longest ago, after ``before`` (a day → what was told), or never yet; of
    those the first of a round."""
    last = {told: day for day, told in sorted(before.items())}
    return min(ids, key=lambda each: (last.get(each, ""), _order(each)))


def place_of(chosen: str, ids: Sequence[str]) -> int:
    """Which of a round it is, from 1 on."""
    return sorted(ids, key=_order).index(chosen) + 1


def _order(each: str) -> bytes:
    """By this they are told: it looks like no order, so that neighbours are not told one after another."""
    return sha256(each.encode()).digest()
