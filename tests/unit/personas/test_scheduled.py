"""A schedule that is due shows what it asks, as its owner may ask it, and says below that it did."""

import pytest

from bot.app import App
from personas import presenter as module
from personas.presenter import Presented
from services.core.errors import ExchangeUnavailable, NotPermitted
from services.core.principal import Principal
from services.portfolio.balance import BalanceAnswer
from services.schedules.events import ScheduleDue
from services.schedules.record import Asked
from services.studies.price import PriceAnswer
from tests.answers.schedule_due.sample import due

ANN = Principal(id="discord:1", name="")


def price(symbol: str = "BTC/USDT") -> Asked:
    return Asked(name="price", options=f'{{"symbol":"{symbol}"}}', called=f"price {symbol}", public=True)


async def shown(app: App, event: ScheduleDue) -> Presented:
    return await app.presenter.event(event, ANN, "xyko")


async def test_what_it_asks_is_answered_and_the_schedule_named_below(app: App) -> None:
    presented = await shown(app, due(asked=price()))
    assert isinstance(presented.outcome, PriceAnswer)
    assert presented.card.fields[-1].name == "Schedule 3, morning digest"
    assert [action.label for action in presented.card.actions][-2:] == ["Pause this schedule", "Schedules"]


async def test_it_asks_as_its_owner_and_no_more_than_they_might(app: App) -> None:
    balance = Asked(name="balance", options="{}", called="balance", public=False)
    own = await shown(app, due(asked=balance))
    assert isinstance(own.outcome, BalanceAnswer)
    failed = Asked(name="notifications failed", options="{}", called="notifications failed", public=False)
    refused = await shown(app, due(asked=failed))
    assert isinstance(refused.outcome, NotPermitted)


async def test_what_there_is_no_more_or_changes_something_is_not_asked(app: App) -> None:
    for name, options in {"no such request": "{}", "killswitch": '{"on":true}'}.items():
        asked = Asked(name=name, options=options, called=name, public=True)
        presented = await shown(app, due(asked=asked))
        assert isinstance(presented.outcome, ScheduleDue), name


async def test_what_does_not_answer_is_asked_again_for_a_while(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ASKED_AGAIN", (0.0, 0.0))
    tries = 0

    async def away(*_arguments: object, **_options: object) -> object:
        nonlocal tries
        tries += 1
        raise ExchangeUnavailable(venue="simulated", reason="timeout")

    monkeypatch.setattr(app.desk, "ask", away)
    presented = await shown(app, due(asked=price()))
    assert isinstance(presented.outcome, ExchangeUnavailable)
    assert tries == 3
