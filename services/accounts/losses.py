"""What an account has lost: today, since its peak, and how often in a row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from analytics.trading.account import Account
from analytics.trading.orders import ZERO
from services.market.timeframes import from_ms, to_ms

Prices = Callable[[str], Decimal]


@dataclass(frozen=True, slots=True)
class Losses:
    """What an account has lost: what it is worth now, was when the UTC day began and at its peak, and how many trades
    in a row lost, the last of them when."""

    equity: Decimal
    day_start: Decimal
    peak: Decimal
    streak: int
    last_loss: datetime | None

    @property
    def today(self) -> Decimal:
        return _part(self.day_start - self.equity, self.day_start)

    @property
    def drawdown(self) -> Decimal:
        return _part(self.peak - self.equity, self.peak)

    def cooling_until(self, streak: int, minutes: int) -> datetime | None:
        """Until when no entry passes, for so many ``minutes`` after ``streak`` losses; ``None``: it is shorter."""
        if self.last_loss is None or self.streak < streak:
            return None
        return self.last_loss + timedelta(minutes=minutes)


def losses_of(account: Account, price_of: Prices, now: datetime) -> Losses:
    """What ``account`` has lost.

    What the day (UTC) began with is its mark. Without one nothing was done today, so where nothing is held it is what
    there is; where something is, the mark before, or the start.
    """
    equity = account.equity(price_of)
    marks = [each for each in account.marks if each.at <= to_ms(now)]
    known = marks[-1].equity if marks else account.start
    began = to_ms(midnight(now))
    idle = not account.positions and max(account.opened_at, marks[-1].at if marks else 0) < began
    return Losses(
        equity=equity,
        day_start=equity if idle else known,
        peak=max([account.start, equity, *(each.equity for each in marks)]),
        streak=account.losing_streak,
        last_loss=from_ms(account.trades[-1].closed_at) if account.losing_streak else None,
    )


def midnight(now: datetime) -> datetime:
    """When the UTC day of ``now`` began."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _part(part: Decimal, whole: Decimal) -> Decimal:
    """Never below nothing; all of it where there was nothing."""
    if part <= 0:
        return ZERO
    return part / whole if whole > 0 else Decimal(1)
