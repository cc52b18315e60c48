"""Bar replay: a guess is on the chart that was shown and counts once; nothing that is shown tells which it is, or more
than was known then."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import comb
from pathlib import Path

import numpy as np
import pytest

from bot.app import App, open_app
from cogs._actions import id_of
from config.settings import load
from personas.about.bars import buttons
from personas.pictures.guess import draw_guess
from services.core.errors import InvalidRequest, TooFewBars
from services.core.principal import Principal
from services.core.roles import Role
from services.education.bars import (
    HIDDEN,
    SHOWN,
    BarsAnswer,
    BarsReply,
    BarsReplyAnswer,
    GuessBars,
    Way,
    score_of,
    starts_of,
)
from services.education.book import Guesses
from services.market.candles import Candles
from services.market.timeframes import to_ms
from tests.asks import ask
from tests.unit.personas.pictures.market import candles_of, walk

ANN = Principal(id="shell:ann", name="ann", role=Role.VIEWER)
BOB = Principal(id="shell:bob", name="bob", role=Role.VIEWER)


async def shown(app: App, who: Principal = ANN) -> BarsAnswer:
    answer = await app.desk.ask(ask(GuessBars(), who))
    assert isinstance(answer, BarsAnswer)
    return answer


async def guessed(app: App, chart: BarsAnswer, way: Way = "up", who: Principal = ANN) -> BarsReplyAnswer:
    request = BarsReply(number=chart.number, day=chart.day, chart=chart.chart, way=way)
    answer = await app.desk.ask(ask(request, who))
    assert isinstance(answer, BarsReplyAnswer)
    return answer


async def test_what_is_guessed_is_what_was_shown_and_how_the_market_went_on(app: App) -> None:
    for number in range(6):
        chart = await shown(app)
        assert (chart.number, len(chart.candles)) == (number, SHOWN)
        told = await guessed(app, chart)
        assert not told.before
        candles, _ = await app.market.at(told.provenance.as_of).candles(told.symbol, told.timeframe, SHOWN + HIDDEN)
        np.testing.assert_array_equal(candles.close, told.candles.close)
        scale = 100 / candles.close[SHOWN - 1]
        np.testing.assert_allclose(chart.candles.close, candles.close[:SHOWN] * scale)
        change = candles.close[-1] / candles.close[SHOWN - 1] - 1
        assert told.change == pytest.approx(change)
        assert told.right is (None if change == 0 else bool(change > 0))
        assert told.score.made == number + 1


async def test_a_chart_is_guessed_once_and_the_score_is_kept(app: App) -> None:
    chart = await shown(app)
    first = await guessed(app, chart, "up")
    again = await guessed(app, chart, "down")
    assert again.before
    assert again.right is None
    assert again.score == first.score
    assert again.change == first.change
    following = await shown(app)
    assert (following.number, following.score) == (1, first.score)
    assert following.chart != chart.chart


async def test_a_chart_stays_the_same_while_it_is_looked_at_and_is_another_for_others(app: App) -> None:
    one, same, other = await shown(app), await shown(app), await shown(app, BOB)
    np.testing.assert_array_equal(one.candles.close, same.candles.close)
    assert one.chart == same.chart != other.chart


@pytest.mark.parametrize(
    "change",
    [{"number": 1}, {"chart": "0" * 12}, {"day": 19_000}, {"day": 99_999}],
    ids=["not there yet", "another", "another day", "a day to come"],
)
async def test_a_chart_that_is_not_shown_is_not_guessed(app: App, change: dict[str, object]) -> None:
    chart = await shown(app)
    asked = BarsReply(number=0, day=chart.day, chart=chart.chart, way="up").model_copy(update=change)
    with pytest.raises(InvalidRequest, match="counts for nothing"):
        await app.desk.ask(ask(asked, ANN))
    assert (await shown(app)).score.made == 0


async def test_another_person_cannot_guess_it(app: App) -> None:
    with pytest.raises(InvalidRequest, match="counts for nothing"):
        await guessed(app, await shown(app), who=BOB)


async def test_nothing_that_is_shown_tells_the_market_or_the_time_or_what_follows(app: App) -> None:
    chart = await shown(app)
    told = await guessed(app, chart)
    layout = draw_guess(chart, ())
    ids = [id_of(action) for action in buttons(chart)]
    seen = " ".join((*(label.text for label in layout.labels), layout.alt, *ids, chart.model_dump_json()))
    base = told.symbol.partition("/")[0]
    for secret in (base, f'"{told.timeframe}"', f"{told.ended:%Y-%m}", f"{told.provenance.as_of:%Y-%m}"):
        if secret != f"{chart.as_of:%Y-%m}":
            assert secret not in seen, secret
    assert len(layout.bars) == SHOWN
    assert chart.candles.time[0] == 0
    assert chart.candles.volume.mean() == pytest.approx(1)


async def test_every_hidden_bar_is_over_as_it_is_shown(app: App) -> None:
    chart = await shown(app)
    assert (await guessed(app, chart)).provenance.as_of <= chart.as_of


async def test_a_guess_made_after_midnight_is_on_the_chart_of_before(tmp_path: Path, now: datetime) -> None:
    home = tmp_path / "home"
    async with open_app(load(home=home, market="sim", at=now)) as app:
        chart = await shown(app)
    async with open_app(load(home=home, market="sim", at=now + timedelta(days=3))) as app:
        told = await guessed(app, chart)
        assert not told.before
        assert told.candles.close[SHOWN - 1] * chart.candles.close[0] / 100 == pytest.approx(told.candles.close[0])
        assert to_ms(told.provenance.as_of) <= chart.day * 86_400_000


async def test_a_replay_of_few_bars_says_how_many_there_are(tmp_path: Path) -> None:
    first = to_ms(datetime(2025, 3, 10, tzinfo=UTC))
    rows = [f"{first + hour * 3_600_000},100,102,99,{100 + hour % 2},5" for hour in range(40)]
    (tmp_path / "BTC-USDT_1h.csv").write_text("\n".join(["timestamp_ms,open,high,low,close,volume", *rows]) + "\n")
    async with open_app(load(home=tmp_path / "home", market="replay", data=tmp_path), watch=False) as app:
        with pytest.raises(TooFewBars) as few:
            await shown(app)
    assert (few.value.symbol, few.value.timeframe, few.value.have) == ("BTC/USDT", "1h", 40)


def test_the_score_stands_beside_a_coin_and_always_long() -> None:
    score = score_of(Guesses(made=22, decided=20, right=15, rose=11))
    coin = sum(comb(20, k) for k in range(15, 21)) / 2**20
    assert score.chance == pytest.approx(coin)
    assert (score.share, score.always_long) == (0.75, 0.55)
    z, p, n = 1.959963984540054, 0.75, 20
    half = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    assert score.low == pytest.approx(middle - half)
    assert score.high == pytest.approx(middle + half)
    none = score_of(Guesses(made=2))
    assert (none.share, none.low, none.high, none.always_long, none.chance) == (None,) * 5


def test_charts_have_no_holes_where_they_can_and_are_of_markets_that_move() -> None:
    whole = candles_of(walk(300))
    assert starts_of(whole) == list(range(300 - SHOWN - HIDDEN + 1))
    holed = candles_of(walk(300), missing=5)
    assert starts_of(holed) == [*range(150 - 70 + 1), *range(150, 300 - 70 + 1)]
    every = candles_of(walk(80))
    gappy = replace(every, time=every.time + np.arange(80) // 10 * 3 * every.bar_ms)
    assert starts_of(gappy) == list(range(11))  # all have some: what cannot be had without is had with them
    flat = np.full(100, 5.0)
    still = Candles("A/B", "1h", np.arange(100, dtype=np.int64) * 3_600_000, flat, flat, flat, flat, flat)
    assert starts_of(still) == []
