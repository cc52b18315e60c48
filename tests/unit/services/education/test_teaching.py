"""A lesson without its chart is still a lesson; one that shows what somebody else may not see is none."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from services.core.clock import SteppedClock
from services.core.errors import ExchangeUnavailable, InvalidRequest, UnknownLesson
from services.core.request import Answer, AnyRequest, Read
from services.education import teaching
from services.education.lesson import LessonRef
from services.education.library import Library
from services.education.live import LiveAnswers, read_of
from services.education.teaching import LessonAnswer, OneLesson, answer_lesson
from services.portfolio.open_orders import Orders
from services.studies.price import PriceNow
from services.studies.risk_size_facts import RiskSize
from tests.answers.price.sample import price_answer
from tests.asks import AT
from tests.school import CHOICE, READ, STOP, bars, lesson, put

COMMANDS: dict[str, type[AnyRequest]] = {each.name: each for each in (PriceNow, Orders, RiskSize)}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    put(tmp_path, "candles/first.md", lesson(title="The first of all"))
    put(tmp_path, "risk/bars/rise.csv", bars())
    drawn = {"bars": "rise", "lines": {"the stop": 100.5}, "marks": {"in": 3}}
    put(tmp_path, "risk/drawn.md", lesson(title="Drawn", chart=drawn, after=["first"], questions=[CHOICE, READ, STOP]))
    put(tmp_path, "risk/live.md", lesson(title="Of the market now", place=2, after=["drawn"]))
    return Library((tmp_path,))


async def taught(library: Library, name: str, shown: Any = None) -> LessonAnswer:
    """``shown`` is what the desk answers to the lesson's command: an answer, or an error."""

    async def read(request: Read[Any]) -> Answer:
        assert request == PriceNow(symbol="BTC/USDT")
        if isinstance(shown, Exception):
            raise shown
        assert isinstance(shown, Answer)
        return shown

    live = LiveAnswers(lambda: COMMANDS, read)
    return await answer_lesson(OneLesson(lesson=name), library, live, SteppedClock(AT))


async def test_a_lesson_tells_where_it_stands_and_what_is_drawn(library: Library) -> None:
    answer = await taught(library, "drawn")
    assert (answer.as_of, answer.track, answer.place, answer.of) == (AT, "Risk and position size", 1, 2)
    assert answer.after == (LessonRef(name="first", title="The first of all"),)
    assert answer.next == LessonRef(name="live", title="Of the market now")
    assert (answer.questions, answer.live, answer.shown) == (3, None, None)
    assert answer.drawn is not None
    assert (answer.drawn.lines, answer.drawn.marks) == ((("the stop", 100.5),), (("in", 3),))
    assert len(answer.drawn.candles) == 12


async def test_the_first_track_s_last_lesson_leads_to_the_next_track(library: Library) -> None:
    answer = await taught(library, "first", price_answer())
    assert answer.next == LessonRef(name="drawn", title="Drawn")
    assert (await taught(library, "live", price_answer())).next is None


async def test_what_is_live_is_what_the_desk_answers_now(library: Library) -> None:
    shown = price_answer()
    answer = await taught(library, "live", shown)
    assert (answer.live, answer.shown, answer.drawn) == ("/price symbol:BTC/USDT", shown, None)


async def test_without_the_market_the_lesson_is_told_all_the_same(library: Library) -> None:
    answer = await taught(library, "live", ExchangeUnavailable(venue="bitget", reason="timeout"))
    assert (answer.live, answer.shown, answer.drawn) == ("/price symbol:BTC/USDT", None, None)
    assert answer.text.startswith("What may be lost at the stop")


async def test_a_market_that_takes_its_time_holds_no_lesson_up(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_request: Read[Any]) -> Answer:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(teaching, "CHART_SECONDS", 0.01)
    live = LiveAnswers(lambda: COMMANDS, never)
    answer = await answer_lesson(OneLesson(lesson="live"), library, live, SteppedClock(AT))
    assert (answer.lesson.name, answer.shown) == ("live", None)


async def test_a_lesson_that_is_none_is_offered_what_is_like_it(library: Library) -> None:
    with pytest.raises(UnknownLesson) as unknown:
        await taught(library, "positions beside stops")
    assert OneLesson(lesson="The first of all") in unknown.value.near


def test_what_is_somebody_s_own_is_shown_in_no_lesson() -> None:
    assert read_of("/price symbol:btc", COMMANDS) == PriceNow(symbol="btc")
    for asks in ("/orders", "/risk size symbol:btc equity:1000 stop:50000"):
        with pytest.raises(InvalidRequest, match="not for everybody"):
            read_of(asks, COMMANDS)
