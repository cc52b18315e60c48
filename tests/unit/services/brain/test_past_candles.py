"""If these failed, the figures that docs/ai.md tells of the rules would be of something else than what decides."""

from pathlib import Path

import numpy as np
import pytest

from services.brain.context_builder import ContextBuilder
from services.brain.rules import CAME_TRUE, SURE, decide
from services.core.clock import SteppedClock
from services.market.candles import Candles
from services.market.replay import ReplaySource
from services.market.timeframes import HOUR, to_ms
from services.market.view import MarketView
from tests.bench.strategy import Case, cases, lines, read, seen
from tests.orders import account
from tests.unit.services.brain.terms import ai_terms, paper_terms
from tests.unit.services.market.parts import Memory, utc

AT = utc("2023-10-02T21:00")
"""A pullback in a strong week, with five factors."""


@pytest.fixture(scope="module")
def candles() -> Candles:
    folder = Path(__file__).parents[4].parent / "shared" / "data" / "candles"
    if not folder.is_dir():
        pytest.skip("the folder of real data, ../shared/data, is not here")
    return read(folder, "BTC")


async def test_what_was_measured_is_what_the_desk_sees(candles: Candles, shared_data: Path) -> None:
    market = MarketView(ReplaySource(shared_data / "candles"), Memory(), SteppedClock(AT))
    context = await ContextBuilder(market, paper_terms()).context("btc", "1h", account())
    measured = seen(candles, int(np.searchsorted(candles.time, to_ms(AT) - HOUR)))
    for part in ("price_action", "structure", "volume", "indicators", "regime", "fibonacci", "account"):
        assert getattr(context, part) == getattr(measured, part), part
    found = decide(context, ai_terms())
    assert found.action == "long"
    assert found.confidence == CAME_TRUE["long"][SURE]
    assert "5 of 6 factors agree" in found.reasoning


def test_plans_are_told_by_how_many_factors_agreed(candles: Candles) -> None:
    """The table of a few weeks."""
    weeks = candles.between(to_ms(utc("2023-08-15T00:00")), to_ms(utc("2023-11-02T00:00")))
    found = [each for each in cases("BTC", weeks) if each.side == "long"]
    sure = [each for each in found if each.factors >= SURE]
    assert 0 < len(sure) < len(found)
    assert Case("BTC", to_ms(AT) - HOUR, "long", 5, sure[0].r) in sure
    assert any(f"of {len(sure)} " in line for line in lines(found, len(weeks)))
