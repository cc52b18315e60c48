"""A word, a colour or a button that says something else than the patterns do would lead a trader astray."""

import pytest

from personas.actions import actions
from personas.format import price
from personas.reading.patterns import (
    a_pattern,
    candle_age,
    candle_called,
    candle_edge,
    candle_record,
    candles_for,
    candles_worth_telling,
    decided_by,
    pattern_arrow,
    pattern_called,
    pattern_for,
    pattern_stage,
    pattern_state,
)
from personas.render import Voices
from personas.tone import tone_of
from services.studies.analyze_facts import Analyze
from services.studies.fib_harmonics import FibHarmonics
from services.studies.patterns import Patterns
from tests.unit.personas.samples_patterns import DOJI, NO_RATE, PATTERNS, candle, chart_pattern, patterns_answer


@pytest.mark.parametrize(
    ("label", "stage", "words"),
    [
        ("usual", "forming", "not decided yet"),
        ("up, confirmed", "on its way", "confirmed, target ahead"),
        ("target touched", "done", "confirmed, target touched"),
        ("gone quiet", "old", "confirmed, and gone quiet"),
        ("failed", "failed", "failed"),
        ("broke, then failed", "failed", "confirmed, then failed"),
    ],
)
def test_where_a_pattern_is_in_its_life(label: str, stage: str, words: str) -> None:
    best = PATTERNS[label].best
    assert best is not None
    assert (pattern_stage(best), pattern_state(best)) == (stage, words)


def test_what_patterns_are_called() -> None:
    assert pattern_called(chart_pattern("inverse head and shoulders", "bullish")) == "Inverse head and shoulders"
    assert a_pattern(chart_pattern("ascending triangle", "bullish")) == "an ascending triangle"
    assert a_pattern(chart_pattern()) == "a double top"
    assert [pattern_arrow(chart_pattern(direction=way)) for way in ("bullish", "bearish", "neutral")] == ["▲", "▼", "◆"]
    assert candle_called(candle()) == "bullish engulfing"
    assert candle_called(candle("hammer")) == "hammer"
    assert candle_called(candle("hikkake", "bearish", strength=200)) == "confirmed bearish hikkake"
    assert candle_called(DOJI) == "doji"
    assert [candle_age(candle(bars_ago=ago)) for ago in (0, 1, 4)] == ["on the newest bar", "1 bar ago", "4 bars ago"]


def test_the_two_prices_that_decide() -> None:
    assert decided_by(chart_pattern("double top", "bearish", 100.0)) == (104.0, 99.0)
    assert decided_by(chart_pattern("cup and handle", "bullish", 100.0)) == (101.0, 96.0)


def test_a_record_says_what_all_bars_do() -> None:
    assert candle_record(candle()) == "44.8% of 87 followed, all bars 51.7%"
    assert candle_record(candle(cases=4, **NO_RATE)) == "4 cases before, too few for a rate"
    assert candle_record(candle(cases=1, **NO_RATE)) == "1 case before, too few for a rate"
    assert candle_record(candle(cases=0, **NO_RATE)) == "no case before, too few for a rate"
    assert candle_record(DOJI) == "points nowhere"


@pytest.mark.parametrize(("base", "edge"), [(0.5166, "none"), (0.30, "better"), (0.60, "worse"), (None, "unknown")])
def test_an_edge_is_one_beyond_chance_alone(base: float | None, edge: str) -> None:
    assert candle_edge(candle(base_rate=base)) == edge
    assert candle_edge(candle(**NO_RATE)) == "unknown"


def test_candles_that_point_somewhere_are_told_first() -> None:
    assert DOJI not in candles_worth_telling(PATTERNS["usual"])
    assert candles_worth_telling(PATTERNS["dojis alone"]) == (DOJI,)
    assert len(candles_worth_telling(PATTERNS["every candle at once"])) == 3
    assert [one.name for one in candles_for(PATTERNS["usual"], "bearish")] == ["hanging man"]


def test_a_side_has_what_stands_for_it() -> None:
    usual, either = PATTERNS["usual"], PATTERNS["either way"]
    assert [getattr(pattern_for(usual, way), "name", None) for way in ("bullish", "bearish")] == [
        "cup and handle",
        "double top",
    ]
    assert pattern_for(either, "bullish") == pattern_for(either, "bearish") == either.best
    assert pattern_for(PATTERNS["failed"], "bearish") is None


@pytest.mark.parametrize(
    ("label", "tone"),
    [
        ("usual", "down"),
        ("up, confirmed", "up"),
        ("either way", "neutral"),
        ("failed", "neutral"),
        ("nothing", "neutral"),
    ],
)
def test_the_colour_is_that_of_a_pattern_that_stands(label: str, tone: str) -> None:
    assert tone_of(PATTERNS[label]) == tone


def test_buttons_under_patterns() -> None:
    shown = actions(patterns_answer(), Patterns(symbol="btc", timeframe="240", lookback=500))
    assert [(action.label, action.row, action.current) for action in shown] == [
        ("15m", 0, False),
        ("1h", 0, False),
        ("4h", 0, True),
        ("1d", 0, False),
        ("1w", 0, False),
        ("Refresh", 1, False),
        ("Analyze", 1, False),
        ("Levels", 1, False),
        ("Harmonics", 1, False),
        ("Chart", 1, False),
    ]
    assert shown[0].request == Patterns(symbol="BTC/USDT", timeframe="15m", lookback=500)
    assert shown[5].request == Patterns(symbol="BTC/USDT", timeframe="4h", lookback=500)
    assert shown[6].request == Analyze(symbol="BTC/USDT", timeframe="4h")
    assert shown[8].request == FibHarmonics(symbol="BTC/USDT", timeframe="4h")


def test_a_shape_that_is_not_decided_is_watched_at_both_of_its_lines() -> None:
    answer = PATTERNS["either way"]
    assert answer.best
    lines = [field for field in Voices(strict=True).render(answer, "biel").fields if "line to watch" in field.name]
    assert [field.name.split()[1] for field in lines] == ["upper", "lower"]
    for field, edge in zip(lines, decided_by(answer.best), strict=True):
        assert field.value.startswith(str(price(edge, answer.price)))


def test_how_often_shapes_work_is_told_only_beside_a_shape() -> None:
    biel = {label: Voices(strict=True).render(answer, "biel").body for label, answer in PATTERNS.items()}
    told = {label for label, body in biel.items() if "markets measured" in body}
    assert told == {label for label, answer in PATTERNS.items() if answer.best}
