"""Whoever lists alerts knows whence and how old the prices are that say how far each is away."""

from bot.app import App
from services.alerts.asking import AlertAdd
from services.alerts.facts import AlertListAnswer
from services.alerts.listing import AlertList
from services.core.principal import Principal
from tests.asks import BEN, new_id


async def listed(app: App, who: Principal = BEN) -> AlertListAnswer:
    answer = (await app.presenter.request(AlertList(), new_id(), who)).outcome
    assert isinstance(answer, AlertListAnswer)
    return answer


async def test_prices_say_where_they_come_from_and_nothing_is_said_where_none_is_told(app: App) -> None:
    assert (await listed(app)).provenance is None
    wish = AlertAdd(when="full moon")
    await app.presenter.request(wish.confirmed("one"), new_id(), BEN)
    assert (await listed(app)).provenance is None, "no price is told of the moon"
    wish = AlertAdd(symbol="BTC/USDT", when="above 100, 1000000")
    await app.presenter.request(wish.confirmed("two"), new_id(), BEN)
    there = await listed(app)
    ticker, origin = await app.market.ticker("BTC/USDT")
    assert there.provenance is not None
    assert (there.provenance.source, there.provenance.as_of) == ("sim", ticker.time)
    assert there.provenance.stale == origin.stale
    assert [each.number for each in there.alerts if each.now == ticker.last] == [3, 2]
