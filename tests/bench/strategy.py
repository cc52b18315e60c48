"""What became of the rules' plans on past candles: ``python -m tests.bench.strategy FOLDER``, as docs/ai.md has it.

Each closed hour is seen as the desk would have seen it then, whatever the rules think of how sure they are, and its
plan is followed over the 24 hours after it, as decisions are judged. It takes some minutes for all markets.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from analytics.bars import Floats
from analytics.indicators.catalog import column, values_of
from analytics.trading.plan_course import Plan, followed
from services.accounts.marks import Marks
from services.brain.context import Context
from services.brain.context_builder import BARS
from services.brain.context_parts import account_part, charted
from services.brain.rules import PULLED_BACK, STRONG_WEEK, SURE, Side, setups
from services.market.candle_file import read_candles
from services.market.candles import Candles, Provenance
from services.market.timeframes import HOUR, TIMEFRAMES, WEEK, from_ms, to_ms
from services.market.view import Snapshot
from tests.orders import account
from tests.unit.services.brain.terms import ai_terms

AHEAD: Final = 24
HALVES: Final = to_ms(datetime(2022, 7, 1, tzinfo=UTC))
"""BTC is told in two parts, before and since."""
HOURLY: Final = TIMEFRAMES["1h"]
SIDES: Final[tuple[Side, ...]] = ("long", "short")


@dataclass(frozen=True, slots=True)
class Case:
    """A plan, when it was made (UTC ms), how many factors agreed, and what it came to."""

    base: str
    at: int
    side: Side
    factors: int
    r: float


def read(folder: Path, base: str) -> Candles:
    path = folder / f"{base}-USDT_1h.csv.gz"
    return read_candles(path, f"{base}/USDT", HOURLY, lambda _done, _rows: None).candles


def cases(base: str, candles: Candles) -> Iterator[Case]:
    """Every plan that the rules had made on ``candles``."""
    for end in np.flatnonzero(_candidates(candles)).tolist():
        if end < BARS or end + AHEAD >= len(candles):
            continue
        context = seen(candles, end)
        for setup in setups(context):
            plan = setup.plan(ai_terms())
            if plan is None:
                continue
            way = Plan(setup.sign, float(plan.entry), float(plan.stop), float(plan.target), at_once=True)
            outcome = followed(way, candles.between(int(candles.time[end + 1]), int(candles.time[end + AHEAD]) + 1))
            if outcome.r is not None:
                yield Case(base, int(candles.time[end]), setup.side, len(setup.factors), outcome.r)


def seen(candles: Candles, end: int) -> Context:
    """What the desk had seen at the close of the bar at ``end``."""
    at = from_ms(int(candles.time[end]) + HOUR)
    newest = candles.between(int(candles.time[end - BARS + 1]), int(candles.time[end]) + 1)
    told = Provenance(source="replay", venue="candles", as_of=at, asked_at=at, stale=False)
    snapshot = Snapshot(newest, float(newest.close[-1]), None, told)
    chart = charted(snapshot, snapshot)
    return Context(
        symbol=candles.symbol,
        timeframe="1h",
        at=at,
        simulated=False,
        price_action=chart.price_action,
        structure=chart.structure,
        volume=chart.volume,
        indicators=chart.indicators,
        regime=chart.regime,
        fibonacci=chart.fibonacci,
        funding=None,
        order_book=None,
        account=account_part(account(), Marks({}, None), at),
    )


def _candidates(candles: Candles) -> Floats:
    """Where there may be a setup: so that not every hour has to be looked at."""
    found = values_of((column("ema20"), column("atr14")), candles)
    atr, close, hours = found["atr14"], candles.close, WEEK // HOUR
    week = np.full(len(close), np.nan)
    week[hours:] = (close[hours:] / close[:-hours] - 1) * close[hours:] / atr[hours:]
    back = (found["ema20"] - close) / atr * np.sign(week)
    wanted: Floats = (np.abs(week) > STRONG_WEEK * 0.85) & (back > PULLED_BACK * 0.85)
    return wanted


def lines(every: Sequence[Case], hours: int) -> Iterator[str]:
    """A Markdown table; ``hours`` are those of BTC."""
    parts = {
        "BTC to June 2022": [each for each in every if each.base == "BTC" and each.at < HALVES],
        "BTC from July 2022": [each for each in every if each.base == "BTC" and each.at >= HALVES],
        "eleven others": [each for each in every if each.base != "BTC"],
    }
    yield f"| plans that made a gain | {' | '.join(parts)} |"
    yield "| --- | ---: | ---: | ---: |"
    for side in SIDES:
        for least, most in (*((n, n) for n in range(SURE)), (SURE, 99)):
            cells = []
            for part in parts.values():
                r = np.array([each.r for each in part if each.side == side and least <= each.factors <= most])
                cells.append(f"{np.mean(r > 0):.0%} of {len(r):,} ({r.mean():+.2f} R)" if len(r) else "–")
            yield f"| {side}, {least}{' or more' if least == SURE else ''} of the factors | {' | '.join(cells)} |"
    sure = [each for each in every if each.base == "BTC" and each.side == "long" and each.factors >= SURE]
    days = len({each.at // (24 * HOUR) for each in sure})
    yield f"\nBTC: {len(sure):,} of {hours:,} hours, on {days:,} of {hours // 24:,} days."


def main() -> None:
    folder = Path(sys.argv[1])
    found, hours = list[Case](), 0
    for path in sorted(folder.glob("*-USDT_1h.csv.gz")):
        base = path.name.partition("-")[0]
        candles = read(folder, base)
        hours = len(candles) if base == "BTC" else hours
        found += cases(base, candles)
        sys.stderr.write(f"{base}: {len(found)}\n")
    sys.stdout.write("\n".join(lines(found, hours)) + "\n")


if __name__ == "__main__":
    main()
