"""The edge of the house: whatever happens behind it, a person gets words, and never the inside of an error."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.app import App
from personas.pictures.fib import draw_fib
from personas.pictures.layout import Layout
from services.core.errors import Unexpected, UnknownCommand
from services.core.request import Answer
from services.studies.fib_levels import FibLevels, FibLevelsAnswer
from services.studies.price import PriceNow
from tests.answers._alerts import alert
from tests.answers.alert_fired.sample import fired
from tests.asks import BEN, new_id
from tests.conftest import eventually

SECRET = "postgres://user:hunter2@host"  # noqa: S105 - made up


async def test_a_fault_in_a_service_becomes_an_incident_without_its_text(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> Answer:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(app.market, "snapshot", fail)
    monkeypatch.setattr(app.market, "candles", fail)
    monkeypatch.setattr(app.market, "ticker", fail)
    presented = await app.presenter.request(PriceNow(symbol="btc"), new_id(), BEN)
    assert isinstance(presented.outcome, Unexpected)
    assert presented.outcome.incident in str(presented.card)
    assert SECRET not in str(presented.card)


def drawn_by(app: App, monkeypatch: pytest.MonkeyPatch, draw: Callable[..., Layout]) -> None:
    """Let ``draw`` draw the picture of Fibonacci levels."""
    face = app.voices.faces.of(FibLevelsAnswer)
    monkeypatch.setitem(app.voices.faces._faces, FibLevelsAnswer, replace(face, picture=draw))


async def test_a_picture_that_fails_does_not_cost_the_facts(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Layout:
        raise RuntimeError(SECRET)

    drawn_by(app, monkeypatch, fail)
    presented = await app.presenter.request(FibLevels(symbol="btc"), new_id(), BEN)
    assert presented.answered
    assert presented.picture is None
    assert "no picture" in presented.card.footer
    assert SECRET not in str(presented.card)


async def test_words_that_fail_do_not_leave_anyone_without_an_answer(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    speak = app.voices.render

    def fail_once(said: object, *rest: object, **named: object) -> object:
        if isinstance(said, Answer):
            raise RuntimeError(SECRET)
        return speak(said, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(app.voices, "render", fail_once)
    presented = await app.presenter.request(PriceNow(symbol="btc"), new_id(), BEN)
    assert isinstance(presented.outcome, Unexpected)
    assert SECRET not in str(presented.card)


async def test_fifty_who_ask_the_same_share_one_picture(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = 0

    def counted(*arguments: Any) -> Layout:
        nonlocal drawn
        drawn += 1
        return draw_fib(*arguments)

    drawn_by(app, monkeypatch, counted)
    people = [BEN.model_copy(update={"id": f"discord:{n}"}) for n in range(50)]
    asked = [app.presenter.request(FibLevels(symbol="btc"), new_id(), person) for person in people]
    presented = await asyncio.gather(*asked)
    assert {one.picture for one in presented} == {presented[0].picture}
    assert presented[0].picture is not None
    assert drawn == 1


async def test_drawing_leaves_the_loop_free(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else is answered while a picture is being drawn, however long that takes."""
    drawing, drawn = threading.Event(), threading.Event()

    def slow(*arguments: Any) -> Layout:
        drawing.set()
        assert drawn.wait(timeout=30)
        return draw_fib(*arguments)

    drawn_by(app, monkeypatch, slow)
    levels = asyncio.create_task(app.presenter.request(FibLevels(symbol="btc"), new_id(), BEN))
    await eventually(drawing.is_set)
    assert (await app.presenter.request(PriceNow(symbol="eth"), new_id(), BEN)).answered
    assert not levels.done()
    drawn.set()
    assert (await levels).picture is not None


async def test_a_phrase_is_presented_like_its_command(app: App) -> None:
    by_words = await app.presenter.phrase("price btc", new_id(), BEN)
    by_command = await app.presenter.options(PriceNow, {"symbol": "btc"}, new_id(), BEN)
    assert by_words == by_command
    assert isinstance((await app.presenter.phrase("prise", new_id(), BEN)).outcome, UnknownCommand)


async def test_what_happened_on_a_market_is_shown_on_its_candles(app: App) -> None:
    told = await app.presenter.event(fired(alert(), chart=None), BEN, "z")
    assert told.picture is not None
    assert "alert at 44,000.00" in told.alt
    assert "SIMULATED" in told.card.footer


async def test_what_is_told_at_once_or_with_others_says_that_the_market_is_random(app: App) -> None:
    event = fired(alert(), chart=None)
    several = await app.presenter.gathered([event, event], [None, None], BEN, "z")
    for told in (await app.presenter.at_once(event, BEN, "z"), several):
        assert told.picture is None
        assert told.card.footer.startswith("SIMULATED · ")


async def test_a_market_that_does_not_answer_keeps_no_alert_waiting(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent(*_: object) -> Answer:
        await asyncio.sleep(3_600)
        raise AssertionError

    monkeypatch.setattr(app.market, "snapshot", silent)
    monkeypatch.setattr("services.alerts.charts.PATIENCE", 0.01)
    told = await app.presenter.event(fired(alert(), chart=None), BEN, "z")
    assert told.picture is None
    assert "rose to 44,000.00" in told.card.title
