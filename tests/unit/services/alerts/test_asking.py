"""What is shown before an alert is set is what is set, and it counts from then on."""

import asyncio
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from bot.app import App
from services.alerts.asking import AlertAdd, AlertSet
from services.alerts.editing import AlertDelete, AlertEdit, AlertPause, AlertResume, AlertSnooze
from services.alerts.facts import AlertChangedAnswer, AlertListAnswer, AlertPreview, AlertSetAnswer
from services.alerts.history import TOLD
from services.alerts.listing import AlertList
from services.alerts.record import Alert
from services.alerts.trigger import Condition, Happening, Threshold
from services.alerts.written import asked_again
from services.core.ask import Ask
from services.core.errors import (
    BadAlert,
    DeskError,
    MissingMarket,
    NotPermitted,
    QuotaReached,
    UnknownAccount,
    UnknownAlert,
    UnknownSignal,
    UnknownSymbol,
    UnknownTimeframe,
)
from services.core.principal import Principal
from services.core.request import AnyRequest
from services.core.roles import Role
from services.house.preferences import SettingsSet
from services.house.welcome import understood
from services.market.timeframes import to_ms

ANN = Principal(id="discord:1", name="Ann", role=Role.TRADER, server="discord:9", channel="discord:77")
ADMIN = Principal(id="discord:2", name="Ada", role=Role.ADMIN, server="discord:9", channel="discord:77")
ASKS = count()


async def ask(app: App, request: AnyRequest, who: Principal = ANN) -> Any:
    return await app.desk.ask(Ask(f"test:{next(ASKS)}", request, who, app.clock.now()))


async def preview(app: App, when: str, who: Principal = ANN, **options: Any) -> AlertPreview:
    found = await ask(app, AlertAdd(when=when, **options), who)
    assert isinstance(found, AlertPreview)
    return found


async def set_alert(app: App, when: str, who: Principal = ANN, **options: Any) -> AlertSetAnswer:
    """As the button does it."""
    request = AlertAdd(when=when, **options)
    shown = await ask(app, request, who)
    found = await ask(app, request.confirmed(shown.token), who)
    assert isinstance(found, AlertSetAnswer)
    return found


async def kept(app: App, number: int, who: str = ANN.id) -> Alert:
    found = await app.alerting.book.one(who, number)
    assert found is not None
    return found


async def price(app: App, symbol: str = "BTC/USDT") -> float:
    return (await app.market.ticker(symbol))[0].last


async def test_nothing_is_set_by_a_preview_and_all_of_it_by_its_confirmation(app: App) -> None:
    shown = await preview(app, "btc above 70k, 72k", note="take profit")
    assert [draft.alert.price for draft in shown.drafts] == [70_000, 72_000]
    assert (await ask(app, AlertList())).total == 0
    done = await set_alert(app, "btc above 70k, 72k", note="take profit")
    assert [alert.price for alert in done.alerts] == [70_000, 72_000]
    one = await kept(app, done.alerts[0].number)
    assert one == Alert(
        owner=ANN.id,
        number=done.alerts[0].number,
        trigger=Threshold(series="price BTC/USDT", side="above", value=70_000),
        since=to_ms(app.clock.now()),
        expires=to_ms(app.clock.now() + timedelta(days=365)),
        note="take profit",
        channel="discord:77",
        server="discord:9",
    )


async def test_confirmed_twice_it_is_set_once(app: App) -> None:
    request = AlertAdd(when="btc above 70k")
    confirmed = request.confirmed("a1b2")
    asked = Ask("press:1", confirmed, ANN, app.clock.now())
    first, second = await app.desk.ask(asked), await app.desk.ask(asked)
    assert first.alerts == second.alerts  # type: ignore[attr-defined]
    assert (await ask(app, AlertList())).total == 1


async def test_a_price_to_cross_is_reached_from_where_the_price_is(app: App) -> None:
    now = await price(app)
    shown = await preview(app, f"btc crosses {now * 1.1:.2f}, {now * 0.9:.2f}")
    assert [draft.alert.side for draft in shown.drafts] == ["above", "below"]
    shown = await preview(app, f"within 1% of {now * 1.1:.2f}", symbol="btc")
    assert shown.drafts[0].alert.price == pytest.approx(now * 1.1 * 0.99, rel=1e-6)
    shown = await preview(app, "up 5% from here", symbol="btc")
    assert shown.drafts[0].alert.price == pytest.approx(now * 1.05)


async def test_a_price_in_thousands_is_the_one_of_its_market(app: App) -> None:
    shown = await preview(app, "btc above 70,000")
    assert shown.drafts[0].alert.price == 70_000


async def test_one_that_holds_already_waits_until_it_no_longer_does(app: App) -> None:
    shown = await preview(app, f"btc above {await price(app) / 2:.2f}")
    assert shown.drafts[0].holds
    done = await set_alert(app, f"btc above {await price(app) / 2:.2f}")
    assert (await kept(app, done.alerts[0].number)).spent


async def test_a_level_follows_its_swing_unless_it_is_fixed(app: App) -> None:
    levels = await app.desk.ask(Ask("l", understood("fib levels btc 4h", app.desk.commands), ANN, app.clock.now()))
    expected = next(level for level in levels.levels if level.name == "0.618 retracement")  # type: ignore[attr-defined]
    follows, fixed = [
        (await kept(app, (await set_alert(app, text, symbol="btc")).alerts[0].number)).trigger
        for text in ("touches the 0.618 on 4h", "touches fib 0.618 fixed on 4h")
    ]
    assert isinstance(follows, Threshold)
    assert isinstance(fixed, Threshold)
    assert follows.value == fixed.value == pytest.approx(expected.price)
    assert follows.follows is not None
    assert (follows.follows.timeframe, follows.follows.ratio, fixed.follows) == ("4h", 0.618, None)


@pytest.mark.parametrize(
    ("when", "trigger"),
    [
        ("eth drops 5% in an hour", Threshold(series="fall ETH/USDT 3600", side="above", value=0.05)),
        ("rsi of eth below 30 on 1h", Condition(symbol="ETH/USDT", timeframe="1h", where="rsi14 < 30")),
        ("btc regime changes", Condition(symbol="BTC/USDT", timeframe="4h", where="regime changes")),
        ("btc funding above 0.05%", Threshold(series="funding BTC/USDT", side="above", value=0.0005)),
        ("drawdown above 10%", Threshold(series="drawdown paper:discord:1", side="above", value=0.1)),
        ("liquidation within 5%", Threshold(series="liquidation paper:discord:1", side="below", value=0.05)),
        ("fill", Happening(what="fill", of="paper:discord:1")),
        ("full moon 1h before", Happening(what="sky", of="full moon", lead=3_600)),
        ("btc loses fib 0.5 on 1d", Condition(symbol="BTC/USDT", timeframe="1d", where="close crosses below fib 0.5")),
    ],
)  # fmt: skip
async def test_everything_can_be_set(app: App, when: str, trigger: object) -> None:
    done = await set_alert(app, when)
    one = await kept(app, done.alerts[0].number)
    assert one.trigger == trigger
    again = await ask(app, asked_again(done.alerts[0]))
    assert [near.number for near in again.drafts[0].near] == [one.number]


async def test_each_is_shown_with_how_often_it_would_have_fired(app: App) -> None:
    now = await price(app)
    shown = await preview(app, f"btc crosses {now:.2f}; eth falls 2% in 4h; rsi14 < 40 on 4h; new moon", symbol="btc")
    for draft in shown.drafts:
        assert draft.history.times, draft.alert
        assert draft.history.days == 90
        assert len(draft.history.firings) == min(draft.history.times, TOLD)
        assert draft.history.last_at == draft.history.firings[-1] <= app.clock.now()
    assert shown.drafts[-1].history.times == 3
    (fill,) = (await preview(app, "fill")).drafts
    assert (fill.history.times, fill.history.why) == (None, "it depends on your orders")


async def test_near_duplicates_are_named(app: App) -> None:
    first = await set_alert(app, "btc above 70000")
    await set_alert(app, "btc above 71000")
    await set_alert(app, "btc below 70000")
    shown = await preview(app, "btc above 70050")
    assert [near.number for near in shown.drafts[0].near] == [first.alerts[0].number]
    same = await set_alert(app, "rsi14 < 30", symbol="btc")
    shown = await preview(app, "rsi below 30", symbol="btc")
    assert [near.number for near in shown.drafts[0].near] == [same.alerts[0].number]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"when": "above 70000"}, MissingMarket),
        ({"when": "zzz above 70000"}, UnknownSymbol),
        ({"when": "rsi14 < 30 on 3h", "symbol": "btc"}, UnknownTimeframe),
        ({"when": "fill on nowhere"}, UnknownAccount),
        ({"when": "signal nothing"}, UnknownSignal),
        ({"when": "new moon in leo"}, BadAlert),
        ({"when": "btc above 70000", "expires": "yesterday"}, BadAlert),
        ({"when": "btc above 70000", "cooldown": "1s"}, BadAlert),
        ({"when": "fill", "to": "channel"}, BadAlert),
        ({"when": ", ".join(f"btc above {level}" for level in range(70_000, 70_011))}, BadAlert),
    ],
)
async def test_what_cannot_be_set_is_refused(app: App, options: dict[str, Any], error: type[DeskError]) -> None:
    with pytest.raises(error) as refused:
        await ask(app, AlertAdd(**options))
    if isinstance(refused.value, MissingMarket):
        assert refused.value.near[0] == AlertAdd(when="above 70000", symbol=refused.value.markets[0])


async def test_only_an_admin_sets_the_servers_and_mentions_roles(app: App) -> None:
    wanted: tuple[dict[str, Any], ...] = ({"owner": "server"}, {"mention": "<@&123456789012345678>"})
    for options in wanted:
        with pytest.raises(NotPermitted):
            await preview(app, "btc above 70000", **options)
    done = await set_alert(app, "btc above 70000", ADMIN, owner="server", mention="<@&123456789012345678>")
    one = await kept(app, done.alerts[0].number, "server:discord:9")
    assert (one.shared, one.mention) == (True, "123456789012345678")
    there = ADMIN.model_copy(update={"server": "discord:123456789012345679"})
    for everybody in ("@everyone", "<@&123456789012345679>"):
        with pytest.raises(BadAlert):
            await preview(app, "btc above 70000", there, mention=everybody)


async def test_what_somebody_set_for_themselves_is_meant_where_they_say_nothing(app: App) -> None:
    await ask(app, SettingsSet(market="eth", timeframe="1h", timezone="Europe/Vienna"))
    done = await set_alert(app, "rsi14 < 30", expires="2024-01-31")
    one = await kept(app, done.alerts[0].number)
    assert one.trigger == Condition(symbol="ETH/USDT", timeframe="1h", where="rsi14 < 30")
    assert one.expires == to_ms(datetime.fromisoformat("2024-01-31T22:59+00:00"))


async def test_a_cooldown_means_again_and_again(app: App) -> None:
    done = await set_alert(app, "btc above 70000", cooldown="4h")
    one = await kept(app, done.alerts[0].number)
    assert (one.repeat, one.cooldown) == ("always", 14_400)
    done = await set_alert(app, "tell me every time btc is above 70000")
    one = await kept(app, done.alerts[0].number)
    assert (one.repeat, one.cooldown) == ("always", 3_600)


async def test_alerts_are_listed_with_the_nearest_first(app: App) -> None:
    now = await price(app)
    await set_alert(app, f"btc above {now * 1.3:.2f}; full moon; btc below {now * 0.9:.2f}")
    listed: AlertListAnswer = await ask(app, AlertList())
    assert [alert.kind for alert in listed.alerts] == ["price", "price", "sky"]
    assert listed.alerts[0].distance == pytest.approx(-0.1, abs=0.001)
    assert (await ask(app, AlertList(), ADMIN)).total == 0
    await set_alert(app, ", ".join(f"btc above {level}" for level in range(90_000, 90_010)))
    second: AlertListAnswer = await ask(app, AlertList(page=9))
    assert (second.page, second.pages, second.total, len(second.alerts)) == (2, 2, 13, 3)


async def test_an_alert_is_edited_paused_resumed_snoozed_and_deleted(app: App) -> None:
    number = (await set_alert(app, "btc above 70000", note="mine")).alerts[0].number
    which, now = str(number), to_ms(app.clock.now())
    changed: AlertChangedAnswer = await ask(
        app, AlertEdit(which=f"#{which}", level="71,000", cooldown="2h", note="none")
    )
    one = await kept(app, number)
    assert one.trigger == Threshold(series="price BTC/USDT", side="above", value=71_000)
    assert (one.repeat, one.cooldown, one.note, changed.done) == ("always", 7_200, "", "edited")
    await ask(app, AlertPause(which="all"))
    assert (await kept(app, number)).paused
    await ask(app, AlertResume(which=which))
    one = await kept(app, number)
    assert (one.paused, one.spent, one.since) == (False, False, now)
    snoozed: AlertChangedAnswer = await ask(app, AlertSnooze(which=which, span="4h"))
    assert (await kept(app, number)).since == now + 4 * 3_600_000
    assert snoozed.alerts[0].state == "snoozed"
    deleted: AlertChangedAnswer = await ask(app, AlertDelete(which=which))
    assert (deleted.done, deleted.used, deleted.alerts[0].number) == ("deleted", 0, number)
    assert (await ask(app, AlertList())).total == 0


async def test_one_that_came_to_hold_while_it_was_paused_does_not_fire_when_it_is_resumed(app: App) -> None:
    now = await price(app)
    number = (await set_alert(app, f"btc above {now * 1.1:.2f}")).alerts[0].number
    await ask(app, AlertEdit(which=str(number), level=f"{now * 0.9:.2f}"))
    one = await kept(app, number)
    assert one.trigger.side == "below"  # type: ignore[union-attr]
    await ask(app, AlertPause(which=str(number)))
    await ask(app, AlertResume(which=str(number)))
    assert not (await kept(app, number)).spent


@pytest.mark.parametrize(
    ("when", "request_", "error"),
    [
        ("rsi14 < 30 of btc", {"level": "40"}, BadAlert),
        ("btc touches fib 0.618", {"level": "70000"}, BadAlert),
        ("btc above 70000", {"level": "-4"}, BadAlert),
        ("btc falls 5% in 1h", {"level": "70000"}, BadAlert),
        ("btc above 70000", {}, BadAlert),
        ("fill", {"to": "channel"}, BadAlert),
    ],
)
async def test_what_cannot_be_edited_stays(
    app: App, when: str, request_: dict[str, Any], error: type[DeskError]
) -> None:
    number = (await set_alert(app, when)).alerts[0].number
    before = await kept(app, number)
    with pytest.raises(error):
        await ask(app, AlertEdit(which=str(number), **request_))
    assert await kept(app, number) == before


@pytest.mark.parametrize("which", ["99", "mine", "1-9", "all", "1,99"])
async def test_an_alert_of_nobody_or_somebody_else_is_unknown(app: App, which: str) -> None:
    await set_alert(app, "btc above 70000", ADMIN)
    with pytest.raises(UnknownAlert):
        await ask(app, AlertDelete(which=which))


async def test_there_may_be_so_many_and_no_more(app: App) -> None:
    quota = app.settings.alerts.per_person
    for first in range(0, quota, 10):
        levels = ", ".join(str(70_000 + level) for level in range(first, first + 10))
        await ask(app, AlertSet(when=f"above {levels}", symbol="btc", token=str(first)))
    with pytest.raises(QuotaReached) as refused:
        await preview(app, "btc above 90000")
    assert (refused.value.used, refused.value.quota, refused.value.wanted) == (quota, quota, 1)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("alert me when btc is above 70000", "btc is above 70000"),
        ("tell me when btc drops to 60k", "btc drops to 60k"),
        ("remind me if full moon 1h before", "full moon 1h before"),
        ("/alert add btc above 70000, 72000", "btc above 70000, 72000"),
    ],
)
def test_plain_sentences_reach_it(app: App, text: str, when: str) -> None:
    asked = understood(text, app.desk.commands)
    assert isinstance(asked, AlertAdd)
    assert asked.when == when


def test_options_may_stand_behind_it(app: App) -> None:
    asked = understood("alert me when btc is above 70000 note take profit expires 7d to channel", app.desk.commands)
    assert asked == AlertAdd(when="btc is above 70000", note="take profit", expires="7d", to="channel")


@pytest.mark.parametrize("text", ["tell me when is the full moon?", "when is btc above 70000?"])
def test_a_question_sets_nothing(app: App, text: str) -> None:
    with pytest.raises(DeskError):
        assert not isinstance(understood(text, app.desk.commands), AlertAdd)


async def test_what_is_watched_for_again_is_armed_when_it_is_shown(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """It counts from a moment after the desk began to work on it, which is no snooze."""
    await set_alert(app, "btc above 90000")
    began = app.clock.now()
    later = count(1)
    monkeypatch.setattr(app.clock, "now", lambda: began + timedelta(milliseconds=5 * next(later)))
    for request in (AlertEdit(which="all", level="91000"), AlertPause(which="all"), AlertResume(which="all")):
        changed = await ask(app, request)
        assert changed.alerts[0].state in ("armed", "paused"), request.name


@pytest.mark.parametrize(("when", "told"), [("btc touches 0.618", "fib 0.618"), ("btc above 1e30", "too far")])
async def test_a_price_that_no_market_comes_to_is_refused(app: App, when: str, told: str) -> None:
    with pytest.raises(BadAlert) as refused:
        await preview(app, when)
    assert told in refused.value.problems[0]


async def test_nor_by_confirming_several_previews_at_once(app: App) -> None:
    quota = app.settings.alerts.per_person
    for _ in range(quota // 10):
        await set_alert(app, ", ".join(f"btc above {70_000 + number}" for number in range(10)))
    await ask(app, AlertDelete(which=str((await ask(app, AlertList())).alerts[0].number)))
    shown = [await preview(app, f"btc above {80_000 + number}") for number in range(4)]
    presses = [AlertAdd(when=f"btc above {80_000 + number}").confirmed(each.token) for number, each in enumerate(shown)]
    done = await asyncio.gather(*(ask(app, press) for press in presses), return_exceptions=True)
    assert sum(isinstance(each, AlertSetAnswer) for each in done) == 1
    assert sum(isinstance(each, QuotaReached) for each in done) == 3
    assert len(await app.alerting.book.of(ANN.id)) == quota


async def test_an_alert_is_not_turned_to_a_channel_by_whom_it_could_not_be_set_there(app: App) -> None:
    viewer = Principal(id="discord:3", name="Vic", role=Role.VIEWER, server="discord:9", channel="discord:77")
    with pytest.raises(NotPermitted):
        await set_alert(app, "btc above 70k", viewer, to="channel")
    number = (await set_alert(app, "btc above 70k", viewer)).alerts[0].number
    with pytest.raises(NotPermitted):
        await ask(app, AlertEdit(which=str(number), to="channel"), viewer)
    assert (await kept(app, number, viewer.id)).to == "me"
