"""If these failed, a learner would be told that a right answer on orders or costs is wrong."""

from math import ceil, floor, sqrt

import pytest

from services.education.figures import BadFigure, result_of
from tests.unit.services.education.recomputed import Bar, Recompute, check_answers, check_mistakes, check_stops, drawn


def _book(book: str) -> list[tuple[float, float]]:
    offers = [offer.split() for offer in book.split(",")]
    return [(float(size), float(price)) for size, _, price in offers]


def _dearest_coins(book: str, amount: float) -> float:
    """Each coin by itself, the cheapest first."""
    coins = [price for size, price in _book(book) for _ in range(int(size))]
    return sum(sorted(coins)[: int(amount)]) / amount


def _first(bars: list[Bar], start: int, low: float, *, touched: bool) -> int:
    return next(at for at in range(start + 1, len(bars)) if bars[at][2] < low or (touched and bars[at][2] == low))


def _lows(bars: list[Bar]) -> list[int]:
    """Bars that none within four on either side is below."""
    return [at for at in range(4, len(bars) - 4) if bars[at][2] == min(bar[2] for bar in bars[at - 4 : at + 5])]


def _highs(bars: list[Bar]) -> list[int]:
    return [at for at in range(4, len(bars) - 4) if bars[at][1] == max(bar[1] for bar in bars[at - 4 : at + 5])]


def _what_ended(bars: list[Bar], entry: float, stop: float, target: float, bought: int) -> str:
    assert stop < entry < target
    for _, high, low, _ in bars[bought + 1 :]:
        if low <= stop:
            return "stop"
        if high >= target:
            return "target"
    return "time"


def _lots_worth(least: float, price: float, lot: float) -> float:
    return ceil(round(least / price / lot, 9)) * lot


def _trailed(bars: list[Bar], trail: float, placed: int) -> int:
    """It follows the highs of closed candles."""
    best = bars[placed + 1][0]
    for at in range(placed + 1, len(bars)):
        if bars[at][2] <= best - best * trail / 100:
            return at
        best = max(best, bars[at][1])
    raise AssertionError


RIGHT: dict[str, Recompute] = {
    "price-and-spread/there-and-back": lambda bid, ask, amount: amount * ask - amount * bid,
    "price-and-spread/rise-to-even": lambda bid, ask: 100 * (ask - bid) / bid,
    "market-and-limit-orders/which-bar": lambda bars, limit, placed: _first(bars, placed, limit, touched=False),
    "market-and-limit-orders/fees": lambda amount, price, taker, maker: amount * price * (taker - maker) / 100,
    "stop-orders/wakes": lambda bars, trigger, placed: _first(bars, placed, trigger, touched=True),
    "stop-orders/gap-loss": lambda amount, entry, stop, reopens: amount * entry - amount * min(stop, reopens),
    "stop-orders/below-the-low": lambda bars, room: (
        bars[_lows(bars)[-1]][2] - room,
        bars[_lows(bars)[-1]][2] - 0.01,
    ),
    "what-a-trade-costs/even": lambda entry, fee_percent: (entry + entry * fee_percent / 100) / (1 - fee_percent / 100),
    "what-a-trade-costs/net-gain": lambda amount, entry, exit_price, fee_percent: (
        amount * exit_price - amount * entry - (amount * exit_price + amount * entry) * fee_percent / 100
    ),
    "what-a-trade-costs/a-year": lambda cost_percent, trips: 100 - 100 * (1 - cost_percent / 100) ** trips,
    "size-and-slippage/walk": _dearest_coins,
    "size-and-slippage/root": lambda slipped, times: slipped * sqrt(times),
    "brackets/what-ended": _what_ended,
    "brackets/in-r": lambda entry, stop, target: (target - entry) / (entry - stop),
    "brackets/short-stop": lambda bars, room: (bars[_highs(bars)[-1]][1] + 0.01, bars[_highs(bars)[-1]][1] + room),
    "trailing-stops/where-it-sells": lambda entry, best, trail: best - best * trail / 100,
    "trailing-stops/which-bar": _trailed,
    "what-an-exchange-accepts/lot": lambda wanted, lot: floor(round(wanted / lot, 9)) * lot,
    "what-an-exchange-accepts/least": _lots_worth,
}
WRONG: dict[str, list[Recompute]] = {
    "price-and-spread/there-and-back": [
        lambda bid, ask, amount: amount * (ask - bid) / 2,
        lambda bid, ask, amount: 2 * amount * (ask - bid),
        lambda bid, ask, amount: ask - bid,
    ],
    "price-and-spread/rise-to-even": [
        lambda bid, ask: 100 * (ask - bid) / ask,
        lambda bid, ask: 200 * (ask - bid) / (ask + bid),
        lambda bid, ask: 50 * (ask - bid) / bid,
    ],
    "market-and-limit-orders/fees": [
        lambda amount, price, taker, maker: amount * price * taker / 100,
        lambda amount, price, taker, maker: amount * price * maker / 100,
        lambda amount, price, taker, maker: amount * price * (taker - maker),
    ],
    "stop-orders/gap-loss": [
        lambda amount, entry, stop, reopens: amount * (entry - stop),
        lambda amount, entry, stop, reopens: amount * (stop - reopens),
        lambda amount, entry, stop, reopens: entry - reopens,
    ],
    "what-a-trade-costs/even": [
        lambda entry, fee_percent: entry,
        lambda entry, fee_percent: entry * (1 + fee_percent / 100),
    ],
    "what-a-trade-costs/net-gain": [
        lambda amount, entry, exit_price, fee_percent: amount * (exit_price - entry),
        lambda amount, entry, exit_price, fee_percent: amount * (exit_price - entry - entry * fee_percent / 100),
        lambda amount, entry, exit_price, fee_percent: amount * (exit_price - entry) * (1 - fee_percent / 100),
    ],
    "what-a-trade-costs/a-year": [
        lambda cost_percent, trips: cost_percent * trips,
        lambda cost_percent, trips: 100 * (1 + cost_percent / 100) ** trips - 100,
    ],
    "size-and-slippage/walk": [
        lambda book, amount: _book(book)[0][1],
        lambda book, amount: _book(book)[-1][1],
        lambda book, amount: sum(price for _, price in _book(book)) / len(_book(book)),
        lambda book, amount: sum(size * price for size, price in _book(book)) / sum(size for size, _ in _book(book)),
    ],
    "size-and-slippage/root": [
        lambda slipped, times: slipped * times,
        lambda slipped, times: slipped,
        lambda slipped, times: slipped / sqrt(times),
    ],
    "brackets/in-r": [
        lambda entry, stop, target: abs(target - entry),
        lambda entry, stop, target: abs((entry - stop) / (target - entry)),
        lambda entry, stop, target: abs((target - stop) / (entry - stop)),
    ],
    "trailing-stops/where-it-sells": [
        lambda entry, best, trail: entry * (1 - trail / 100),
        lambda entry, best, trail: best - entry * trail / 100,
        lambda entry, best, trail: best - (best - entry) * trail / 100,
        lambda entry, best, trail: best,
    ],
    "what-an-exchange-accepts/lot": [
        lambda wanted, lot: wanted,
        lambda wanted, lot: ceil(wanted / lot) * lot,
    ],
    "what-an-exchange-accepts/least": [
        lambda least, price, lot: least / price,
        lambda least, price, lot: floor(least / price / lot) * lot,
        lambda least, price, lot: lot,
    ],
}


def test_each_answer_is_what_it_comes_to_when_worked_out_again() -> None:
    check_answers("markets", RIGHT)


def test_no_usual_mistake_is_a_right_answer() -> None:
    check_mistakes("markets", WRONG)


def test_stops_have_room() -> None:
    check_stops("markets")


@pytest.mark.parametrize(
    ("name", "line", "placed", "reached"),
    [("limit-dip", 96, 11, 23), ("stop-gap", 95, 5, 27), ("bracket-stop", 96, 10, 29)],
)
def test_it_is_plain_to_see_which_candle_reaches_a_line(name: str, line: float, placed: int, reached: int) -> None:
    low = drawn("markets", name).low
    assert min(low[placed + 1 : reached]) > line + 0.3
    assert low[reached] < line - 0.3


@pytest.mark.parametrize(
    ("figure", "given"),
    [
        ("average_fill", {"book": "10 at 100", "amount": 11}),
        ("lost_at_stop", {"amount": 1, "entry": 100, "stop": 95, "reopens": 96}),
    ],
)
def test_what_cannot_be_is_no_figure(figure: str, given: dict[str, object]) -> None:
    with pytest.raises(BadFigure):
        result_of(figure, given)
