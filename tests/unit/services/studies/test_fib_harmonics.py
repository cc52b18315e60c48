"""If these failed, a zone, a stop or a target on the card would not be the one that the candles give."""

from pathlib import Path

import pytest

from analytics.harmonics import DEFINITIONS, TOLERANCE
from services.core.errors import TooFewBars
from services.studies.fib_harmonics import (
    LISTED,
    FibHarmonics,
    FibHarmonicsAnswer,
    HarmonicPattern,
    answer_fib_harmonics,
)
from tests.answers.fib_harmonics.sample import SAMPLES as HARMONICS
from tests.answers.fib_harmonics.sample import harmonics_answer
from tests.unit.analytics.harmonic_paths import IDEAL
from tests.unit.services.market.parts import replay, rows, utc, write
from tests.unit.services.real_candles import closed_hours

STOPS = {definition.kind: definition.stop[1] for definition in DEFINITIONS}
LETTERS = {"Shark": "0XABC", "AB=CD": "ABCD"}


async def harmonics(folder: Path, at: str, symbol: str, timeframe: str, lookback: int = 500) -> FibHarmonicsAnswer:
    request = FibHarmonics(symbol=symbol, timeframe=timeframe, lookback=lookback)
    return await answer_fib_harmonics(request, replay(folder, at))


def check(pattern: HarmonicPattern, answer: FibHarmonicsAnswer) -> None:
    """A pattern against the candles, by the definitions of the books."""
    letters = LETTERS.get(pattern.kind, "XABCD")
    made = len(pattern.points) == len(letters)
    assert "".join(point.name for point in pattern.points) == (letters if made else letters[:-1])
    up = pattern.direction == "up"
    assert pattern.name == f"{'bullish' if up else 'bearish'} {pattern.kind}"
    ranges = zip(answer.candles.high.tolist(), answer.candles.low.tolist(), strict=True)
    by_time = dict(zip(answer.candles.time.tolist(), ranges, strict=True))
    for back, point in enumerate(reversed([point.price for point in pattern.points])):
        is_low = ((back + (0 if made else 1)) % 2 == 0) == up
        high, low = by_time[round(pattern.points[-1 - back].time.timestamp() * 1000)]
        assert point == (low if is_low else high)

    *_, a, b, c = (point.price for point in (pattern.points[:-1] if made else pattern.points))
    x = pattern.points[0].price
    legs = {"BC/AB": (c - b) / (a - b)}
    if a != x:
        legs |= {"AB/XA": (a - b) / (a - x), "XC/XA": (c - x) / (a - x)}
    if pattern.kind != "Shark":
        for ratio in pattern.ratios:
            if ratio.name in legs:
                assert ratio.ratio == pytest.approx(legs[ratio.name])
    for ratio in pattern.ratios:
        if pattern.state != "invalidated" or pattern.stop.reached:
            assert ratio.low * (1 - TOLERANCE) - 1e-9 <= ratio.ratio <= ratio.high * (1 + TOLERANCE) + 1e-9
    if made:
        d = pattern.points[-1].price
        assert pattern.zone.low <= d <= pattern.zone.high
        assert [target.price for target in pattern.targets] == pytest.approx([d + k * (a - d) for k in (0.382, 0.618)])
    assert (pattern.stop.price < pattern.zone.low) if up else (pattern.stop.price > pattern.zone.high)
    if pattern.kind not in ("AB=CD", "Cypher"):
        assert pattern.stop.price == pytest.approx(a - STOPS[pattern.kind] * (a - x))
    zone, price = pattern.zone, answer.price
    away = zone.low - price if price < zone.low else zone.high - price if price > zone.high else 0.0
    assert zone.distance == pytest.approx(away / price)
    assert zone.inside is (zone.low <= price <= zone.high)
    for one in (pattern.stop, *pattern.targets):
        assert one.distance == pytest.approx(one.price / price - 1)


@pytest.mark.parametrize("base", ["BTC", "ETH", "SOL", "DOGE"])
@pytest.mark.parametrize("timeframe", ["1h", "4h", "1d"])
async def test_patterns_of_real_markets_are_what_the_candles_say(shared_data: Path, base: str, timeframe: str) -> None:
    kinds = set()
    for at in ("2022-06-20T07:00", "2023-03-11T00:00", "2023-12-30T19:00"):
        answer = await harmonics(shared_data / "candles", at, base.lower(), timeframe)
        assert len(answer.patterns) <= LISTED
        assert 0 <= answer.reached_target <= answer.turned <= answer.entered
        for pattern in answer.patterns:
            check(pattern, answer)
            assert pattern.points[0].time >= answer.candles.opened(0)
            kinds.add(pattern.kind)
    assert kinds


@pytest.mark.parametrize("label", HARMONICS)
def test_drawn_patterns_are_told_as_they_are(label: str) -> None:
    answer = HARMONICS[label]
    if "hostile" not in label:
        for pattern in answer.patterns:
            check(pattern, answer)


@pytest.mark.parametrize("kind", IDEAL)
def test_legs_have_the_patterns_own_letters(kind: str) -> None:
    answer = harmonics_answer(kind, "first target")
    pattern = next(one for one in answer.patterns if one.kind == kind)
    letters = {letter for ratio in pattern.ratios for letter in ratio.name if letter != "/"}
    assert letters <= set(LETTERS.get(kind, "XABCD"))
    if kind == "Shark":
        assert [ratio.name for ratio in pattern.ratios] == ["XA/0X", "AB/XA", "XC/0X", "BC/AB"]
        assert pattern.targets[0].name == "0.382 of XC"


async def test_a_market_without_patterns_is_answered(tmp_path: Path) -> None:
    write(tmp_path, "X-USDT_1h.csv", rows("2024-01-01T00:00", [100.0 + i for i in range(200)]))
    answer = await harmonics(tmp_path, "2024-01-08T00:00", "x", "1h", 100)
    assert answer.patterns == ()
    assert (answer.entered, answer.turned, answer.reached_target) == (0, 0, 0)
    assert answer.lookback == 100


async def test_too_few_bars_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "X-USDT_1h.csv", rows("2024-01-01T00:00", [100.0 + i for i in range(29)]))
    with pytest.raises(TooFewBars) as few:
        await harmonics(tmp_path, "2024-01-08T00:00", "x", "1h")
    assert (few.value.have, few.value.need) == (29, 30)


async def test_what_comes_later_changes_nothing(shared_data: Path, tmp_path: Path) -> None:
    """The same time asked of a file that ends there, and of one that goes on."""
    at = "2023-05-20T00:00"
    write(tmp_path, "BTC-USDT_1h.csv", closed_hours(shared_data, "BTC", utc(at))[-1500:])
    short = await harmonics(tmp_path, at, "btc", "1h", 400)
    long = await harmonics(shared_data / "candles", at, "btc", "1h", 400)
    assert short.patterns == long.patterns
