"""Somebody changes an alert at the moment at which it fires: the change is made of what it is then."""

from collections.abc import Sequence

import pytest

from bot.app import App
from services.alerts.book import AlertBook
from services.alerts.editing import AlertEdit, AlertPause
from services.alerts.engine import Engine
from services.alerts.reach import Reach
from services.alerts.record import Alert
from services.alerts.trigger import Threshold
from services.core.errors import DeskError
from services.core.work import Work
from services.market.timeframes import to_ms
from services.store.ledger import StoreLedger
from tests.asks import BEN, ask

BTC = "price BTC/USDT"


async def _set(app: App, alert: Alert) -> None:
    work = Work()
    AlertBook(app.store).write(work, alert)
    await StoreLedger(app.store).commit(work, "set", b"{}", 60.0)


def _fires_when_first_read(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    of, now = AlertBook.of, to_ms(app.clock.now())
    engines = iter((Engine(app.store, app.clock),))

    async def fires(book: AlertBook, owner: str) -> Sequence[Alert]:
        read = await of(book, owner)
        for engine in engines:
            await engine.load()
            assert await engine.reached([Reach(BTC, now, now, 2e9, 2e9, 2e9)]) == 1
        return read

    monkeypatch.setattr(AlertBook, "of", fires)


def _alert(app: App, repeat: str) -> Alert:
    trigger = Threshold(series=BTC, side="above", value=1e9)
    since = to_ms(app.clock.now())
    return Alert.model_validate({"owner": BEN.id, "number": 1, "trigger": trigger, "since": since, "repeat": repeat})


async def test_one_that_stays_is_changed_as_it_stands_after_it_fired(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    await _set(app, _alert(app, "always"))
    with monkeypatch.context() as patched:
        _fires_when_first_read(app, patched)
        await app.desk.ask(ask(AlertEdit(which="1", note="late")))
    (now,) = await AlertBook(app.store).of(BEN.id)
    assert (now.note, now.fired, now.spent) == ("late", 1, True)


async def test_one_that_is_over_does_not_come_back(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    await _set(app, _alert(app, "once"))
    with monkeypatch.context() as patched:
        _fires_when_first_read(app, patched)
        with pytest.raises(DeskError):
            await app.desk.ask(ask(AlertPause(which="1")))
    assert await AlertBook(app.store).of(BEN.id) == []
