"""A word, a colour or a button that says something else than the patterns do would lead a trader astray."""

import re

import pytest
from hypothesis import given

from personas.about._patterns import candle_called, candles_worth_telling, pattern_arrow, pattern_stage, pattern_state
from personas.about.patterns import (
    a_pattern,
    candle_edge,
    candle_record,
    candles_for,
    pattern_called,
    pattern_for,
    pattern_record,
)
from personas.format import price
from personas.render import Voices
from services.studies.analyze_facts import Analyze
from services.studies.fib_harmonics import FibHarmonics
from services.studies.patterns import Patterns, PatternsAnswer
from tests.answers.patterns.sample import DOJI, NO_RATE, SAMPLES, any_patterns, candle, chart_pattern, patterns_answer
from tests.cards import text_of
from tests.faces import buttons, tone


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
    best = SAMPLES[label].best
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
    assert DOJI not in candles_worth_telling(SAMPLES["usual"])
    assert candles_worth_telling(SAMPLES["dojis alone"]) == (DOJI,)
    assert len(candles_worth_telling(SAMPLES["every candle at once"])) == 3
    assert [one.name for one in candles_for(SAMPLES["usual"], "bearish")] == ["hanging man"]


def test_a_side_has_what_stands_for_it() -> None:
    usual, either = SAMPLES["usual"], SAMPLES["either way"]
    assert [getattr(pattern_for(usual, way), "name", None) for way in ("bullish", "bearish")] == [
        "cup and handle",
        "double top",
    ]
    assert pattern_for(either, "bullish") == pattern_for(either, "bearish") == either.best
    assert pattern_for(SAMPLES["failed"], "bearish") is None


@pytest.mark.parametrize(
    ("label", "colour"),
    [
        ("usual", "down"),
        ("up, confirmed", "up"),
        ("either way", "neutral"),
        ("failed", "neutral"),
        ("nothing", "neutral"),
    ],
)
def test_the_colour_is_that_of_a_pattern_that_stands(label: str, colour: str) -> None:
    assert tone(SAMPLES[label]) == colour


def test_buttons_under_patterns() -> None:
    shown = buttons(patterns_answer(), Patterns(symbol="btc", timeframe="240", lookback=500))
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


def test_what_decides_a_shape_that_stands_is_told_in_every_voice(voices: Voices) -> None:
    for label, answer in SAMPLES.items():
        for name in voices.names:
            text = text_of(voices.render(answer, name))
            if answer.best is not None and answer.best.standing:
                for edge in (
                    answer.best.trigger,
                    answer.best.invalidation,
                    answer.best.target,
                    answer.best.target_below,
                ):
                    assert edge is None or price(edge, answer.price) in text, (label, name)
            assert (pattern_record(answer) in text) is (answer.best is not None), (label, name)


def test_chance_stands_beside_what_was_seen() -> None:
    assert candle_record(candle()).endswith("all bars 51.7%")
    assert candle_record(candle(base_rate=0.30)).endswith("all bars 30.0%, apart from chance")


@given(answer=any_patterns())
def test_patterns(voices: Voices, answer: PatternsAnswer) -> None:
    for name in voices.names:
        card = voices.render(answer, name)
        assert card.title
        assert len(card.body) <= 650
        assert not {"nan", "None", "inf"} & set(re.findall(r"\w+", card.title + card.body))


def test_every_case_fits_a_phone(voices: Voices) -> None:
    for label, answer in SAMPLES.items():
        for name in voices.names:
            assert len(voices.render(answer, name).body) <= 600, (label, name)


def test_each_voice_says_what_chance_does_beside_what_markets_do(voices: Voices) -> None:
    for label in ("usual", "up, confirmed", "either way"):
        for name in voices.names:
            assert "44.2%" in text_of(voices.render(SAMPLES[label], name)), name
            assert "45.9%" in text_of(voices.render(SAMPLES[label], name)), name


def test_gemini_tells_both_sides(voices: Voices) -> None:
    for label in SAMPLES:
        assert "For up" in text_of(voices.render(SAMPLES[label], "gemini"))
        assert "For down" in text_of(voices.render(SAMPLES[label], "gemini"))
