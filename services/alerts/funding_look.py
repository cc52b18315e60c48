"""Rates of funding: those that were settled, and what is expected of the next."""

from collections.abc import Iterator
from typing import Final

import structlog

from services.alerts.happened import Found, Since
from services.alerts.reach import Reach
from services.alerts.seen import Seen
from services.alerts.wanted import Wanted
from services.core.errors import DeskError, Unavailable
from services.market.timeframes import MINUTE, from_ms, to_ms
from services.market.view import MarketView

log = structlog.get_logger(__name__)


class FundingLook:
    """Looks at all perpetuals in turn, once a minute."""

    def __init__(self, market: MarketView, seen: Seen) -> None:
        self._market = market
        self._seen = seen
        self._next_at: Final[dict[str, int]] = {}

    def is_due(self, wants: Wanted, now: int) -> bool:
        return any(now >= self._next_at.get(symbol, 0) for symbol in wants.funding)

    async def look(self, wants: Wanted, since: Since) -> Found:
        """What was settled since the last look, and what is expected now. A rate that is only assumed is none."""
        found = Found()
        for symbol, series in wants.funding.items():
            now = to_ms(self._market.now())
            if now < self._next_at.get(symbol, 0):
                continue
            self._next_at[symbol] = now + MINUTE
            begin = self._seen.get(series, now)
            begin = min(since(series), now) if begin is None else begin
            try:
                perpetual = (await self._market.instrument(symbol, perpetual=True)).symbol
                settled = await self._market.funding(perpetual, from_ms(begin))
                ahead = await self._market.funding_ahead(perpetual)
            except Unavailable:
                continue  # it is asked again
            except DeskError as error:
                log.warning("no funding can be had", symbol=symbol, error=str(error))
                continue
            known = [(to_ms(each.time), float(each.rate)) for each in settled if not each.assumed]
            expected = [] if ahead is None else [(now, float(ahead.rate))]
            found.items += _reaches(series, known + expected)
            found.positions[series] = max((at for at, _ in known), default=begin)
        return found


def _reaches(series: str, rates: list[tuple[int, float]]) -> Iterator[Reach]:
    for at, rate in rates:
        yield Reach(series, at, at, rate, rate, rate)
