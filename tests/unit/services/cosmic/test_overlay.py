"""The sky on a chart stays within its candles, and a chart without it asks nobody about the sky."""

from datetime import UTC, datetime, timedelta
from typing import cast

from services.core.clock import SteppedClock
from services.cosmic.almanac import Almanac
from services.market.sim import SimSource
from services.market.view import MarketView
from services.studies.chart import Chart, ChartAnswer, answer_chart
from tests.unit.services.cosmic.test_almanac import Kept

AT = datetime(2023, 12, 30, 19, tzinfo=UTC)


class Silent:
    """An almanac that nobody may ask."""


async def chart(almanac: Almanac, request: Chart) -> ChartAnswer:
    return await answer_chart(request, MarketView(SimSource(1), Kept(), SteppedClock(AT)), almanac)


async def test_events_lie_within_the_candles() -> None:
    answer = await chart(Almanac(Kept()), Chart(symbol="btc", timeframe="1d", bars=60, overlay="cosmic"))
    assert answer.overlay == "cosmic"
    assert len(answer.sky) >= 6
    first = answer.candles.opened(0)
    assert all(first <= event.time < answer.as_of for event in answer.sky)
    assert answer.as_of - first > timedelta(days=59)


async def test_a_usual_chart_is_as_it_was() -> None:
    plain = await chart(cast(Almanac, Silent()), Chart(symbol="btc"))
    assert (plain.overlay, plain.sky) == (None, ())
