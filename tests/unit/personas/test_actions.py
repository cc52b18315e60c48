"""A button that asks for something else than it says leads a person astray."""

from collections import Counter

import pytest

from personas.buttons import IN_A_ROW, ROWS
from personas.card import Action
from services.core.errors import (
    DeskError,
    ExchangeUnavailable,
    NotPermitted,
    RateLimited,
    TooFewBars,
    Unexpected,
    UnknownCommand,
    UnknownSymbol,
    UnknownTimeframe,
    UnknownVoice,
)
from services.core.request import Answer, AnyRequest
from services.cosmic.evidence import CosmicEvidence
from services.cosmic.moon import CosmicMoon
from services.house.status import Help, Status
from services.house.voices import PersonaList, PersonaShow, PersonaUse
from services.studies.analyze_facts import Analyze
from services.studies.chart import Chart
from services.studies.fib_levels import FibLevels
from services.studies.price import PriceNow
from tests.unit.personas.faces import buttons
from tests.unit.personas.samples import ANSWERS, chart_answer, fib_answer, price_answer
from tests.unit.personas.samples_errors import ERRORS

FIB = FibLevels(symbol="btx", timeframe="4h", lookback=300)


def labels(said: Answer | DeskError, request: AnyRequest | None = None) -> list[str]:
    return [action.label for action in buttons(said, request)]


def test_under_a_price() -> None:
    assert buttons(price_answer()) == (
        Action("Chart", Chart(symbol="BTC/USDT")),
        Action("Analyze", Analyze(symbol="BTC/USDT")),
        Action("Fib levels", FibLevels(symbol="BTC/USDT")),
        Action("Refresh", PriceNow(symbol="BTC/USDT")),
    )


def test_under_a_chart() -> None:
    shown = buttons(chart_answer(timeframe="4h"), Chart(symbol="btc", timeframe="240", bars=60))
    assert [(action.label, action.row, action.current) for action in shown] == [
        ("15m", 0, False),
        ("1h", 0, False),
        ("4h", 0, True),
        ("1d", 0, False),
        ("1w", 0, False),
        ("Refresh", 1, False),
        ("Analyze", 1, False),
        ("Indicators", 1, False),
        ("Levels", 1, False),
        ("Fib levels", 1, False),
        ("With the sky", 2, False),
    ]
    assert shown[3].request == Chart(symbol="BTC/USDT", timeframe="1d", bars=60)
    assert shown[5].request == Chart(symbol="BTC/USDT", timeframe="4h", bars=60)
    assert shown[9].request == FibLevels(symbol="BTC/USDT", timeframe="4h")


def test_the_sky_is_laid_over_a_chart_and_taken_off_by_a_press() -> None:
    bare = Chart(symbol="BTC/USDT", timeframe="1d", bars=60)
    marked = bare.model_copy(update={"overlay": "cosmic"})
    over = buttons(chart_answer(timeframe="1d"), bare)[-1]
    off = buttons(chart_answer(timeframe="1d", overlay="cosmic"), marked)[-1]
    assert (over.label, over.request) == ("With the sky", marked)
    assert (off.label, off.request) == ("Without the sky", bare)


def test_what_may_be_meant_is_a_press_away() -> None:
    near = (CosmicEvidence(symbol="eth", factor="full moon"), CosmicMoon())
    shown = buttons(UnknownCommand(command="full moon effect on eth", near=near))
    assert [(action.label, action.row) for action in shown] == [
        ("cosmic evidence eth full moon", 0),
        ("cosmic moon", 0),
        ("Help", 1),
    ]
    assert tuple(action.request for action in shown[:2]) == near


def test_under_levels() -> None:
    shown = buttons(fib_answer(), FIB)
    assert shown[0].request == FibLevels(symbol="BTC/USDT", timeframe="15m", lookback=300)
    assert [action.label for action in shown if action.current] == ["4h"]
    assert shown[-1] == Action("Chart", Chart(symbol="BTC/USDT", timeframe="4h"), row=1)


def test_voices_are_a_press_away() -> None:
    shown = buttons(ANSWERS["voices: own"])
    assert [(action.label, action.current) for action in shown] == [
        ("Use Biel", False),
        ("Use F", False),
        ("Use Z", True),
    ]
    assert shown[1].request == PersonaUse(voice="f")
    assert labels(ANSWERS["voice: other"]) == ["Use F", "All voices"]
    assert labels(ANSWERS["voice: current"]) == ["All voices"]


def test_an_unknown_symbol_offers_the_same_request_with_near_ones() -> None:
    error = UnknownSymbol(symbol="btx", close_matches=("BTC/USDT", "A/B", "C/D", "E/F", "G/H", "I/J"))
    shown = buttons(error, FIB)
    assert [action.label for action in shown] == ["BTC/USDT", "A/B", "C/D", "E/F", "G/H"]
    assert shown[0].request == FibLevels(symbol="BTC/USDT", timeframe="4h", lookback=300)


def test_an_unknown_timeframe_offers_usual_ones() -> None:
    assert labels(UnknownTimeframe(timeframe="7m", known=("1m", "15m", "4h")), FIB) == ["15m", "4h"]
    assert labels(UnknownTimeframe(timeframe="7m", known=("2h",)), FIB) == ["2h"]


def test_too_little_history_offers_other_timeframes() -> None:
    shown = buttons(TooFewBars(symbol="A/B", timeframe="1w", have=3, need=20), FIB)
    assert [action.label for action in shown] == ["15m", "1h", "4h", "1d"]


def test_who_is_refused_is_one_press_from_what_is_allowed() -> None:
    assert buttons(NotPermitted(request="price", needs="viewer", has=None, roles_mapped=True), FIB) == (
        Action("Help", Help()),
    )


def test_an_unknown_voice_offers_known_ones() -> None:
    error = UnknownVoice(voice="bob", known=("f", "z"), titles=("F", "Z"))
    shown = buttons(error, PersonaUse(voice="bob", scope="channel"))
    assert shown[0] == Action("Use F", PersonaUse(voice="f", scope="channel"))
    assert buttons(error, PersonaShow(voice="bob"))[1] == Action("Show Z", PersonaShow(voice="z"))
    assert shown[-1].request == PersonaList()


@pytest.mark.parametrize(
    "error", [RateLimited(retry_after=3), ExchangeUnavailable(venue="x", reason="timeout"), Unexpected(incident="a")]
)
def test_what_may_pass_can_be_tried_again(error: DeskError) -> None:
    assert buttons(error, FIB) == (Action("Try again", FIB),)
    assert buttons(error) == ()


def test_a_change_is_never_repeated_by_a_button() -> None:
    """What changed something may have done so before it failed."""
    assert buttons(Unexpected(incident="a"), PersonaUse(voice="f")) == ()


def test_without_the_request_there_is_help() -> None:
    assert buttons(UnknownSymbol(symbol="btx", close_matches=("BTC/USDT",))) == (Action("Help", Help()),)


def test_every_row_fits() -> None:
    every: list[Answer | DeskError] = [*ANSWERS.values(), *ERRORS.values()]
    for said in every:
        for request in (None, FIB, Status()):
            shown = buttons(said, request)
            rows = Counter(action.row for action in shown)
            assert all(0 <= row < ROWS and count <= IN_A_ROW for row, count in rows.items())
