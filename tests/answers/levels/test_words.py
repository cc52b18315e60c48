"""A word, a row or a button that says something else than the levels do would lead a trader astray."""

import re

import pytest
from hypothesis import given

from personas.about._one_market import bars_ago, how_often, zone_reach, zone_record
from personas.about.levels import among_zones, break_undone, newest_turns, structure_accord, value_stand, zone_table
from personas.card import Action
from personas.render import Voices
from services.studies.chart import Chart
from services.studies.levels import Levels, LevelsAnswer
from tests.answers.levels.sample import HERE, SAMPLES, ZONES, any_levels, levels_answer, zone
from tests.cards import text_of
from tests.faces import buttons, tone


@pytest.mark.parametrize(
    ("label", "word"),
    [
        ("usual", "between"),
        ("inside a zone", "inside"),
        ("inside the only zone", "inside"),
        ("above every zone", "above"),
        ("below every zone", "below"),
        ("no zones", "none"),
        ("right under resistance", "under"),
        ("right over support", "over"),
        ("no average true range", "between"),
    ],
)
def test_where_the_price_stands_among_zones(label: str, word: str) -> None:
    assert among_zones(SAMPLES[label]) == word


@pytest.mark.parametrize(
    ("label", "word"),
    [
        ("usual", "mixed"),
        ("turns against the breaks", "against"),
        ("turns with the breaks", "agree"),
        ("no structure", "none"),
    ],
)
def test_turns_beside_breaks(label: str, word: str) -> None:
    assert structure_accord(SAMPLES[label]) == word


@pytest.mark.parametrize(
    ("label", "word"),
    [
        ("usual", "inside"),
        ("above the value area", "above"),
        ("below the value area", "below"),
        ("no volume", "unknown"),
    ],
)
def test_the_price_beside_the_value_area(label: str, word: str) -> None:
    assert value_stand(SAMPLES[label]) == word


@pytest.mark.parametrize(
    ("bounces", "breaks", "words"),
    [
        (0, 0, "never held, never broken"),
        (1, 0, "held once, never broken"),
        (3, 2, "held 3 times, broken twice"),
    ],
)
def test_what_became_of_visits(bounces: int, breaks: int, words: str) -> None:
    assert zone_record(zone("S1", 1.0, 2.0, bounces=bounces, breaks=breaks)) == words


def test_counts_in_words() -> None:
    assert [how_often(number) for number in (0, 1, 2, 3)] == ["never", "once", "twice", "3 times"]
    assert [bars_ago(bars) for bars in (0, 1, 24)] == ["in the newest bar", "1 bar ago", "24 bars ago"]


def test_the_way_to_a_zone() -> None:
    assert zone_reach(ZONES[1]) == "+3.09%, +2.3 ATR"
    assert zone_reach(HERE) == "inside"
    assert zone_reach(zone("S1", 41_605.0, 41_811.1, atr=None)) == "−1.41%"


@pytest.mark.parametrize("label", ["a break up given back", "a break down given back"])
def test_every_voice_says_that_a_break_was_given_back(voices: Voices, label: str) -> None:
    answer = SAMPLES[label]
    assert break_undone(answer)
    assert not break_undone(SAMPLES["usual"])
    for name in voices.names:
        assert "given back" in text_of(voices.render(answer, name)), name


def test_the_newest_turns_come_last() -> None:
    assert [turn.name for turn in newest_turns(SAMPLES["usual"], 2)] == ["EH", "LL"]
    assert newest_turns(SAMPLES["no structure"]) == ()


def test_zones_in_columns() -> None:
    assert zone_table(SAMPLES["inside a zone"]) == [
        "R2    45,010.00  +4.6 ATR  1/1",
        "R1    43,720.00  +2.3 ATR  4/0",
        "here  42,821.10    inside  3/3",
        "now   42,411.11",
        "S1    41,811.10  −1.1 ATR  5/1",
        "S2    40,555.00  −3.3 ATR  1/4",
    ]
    assert zone_table(SAMPLES["no zones"]) == ["now  42,411.11"]
    assert max(len(line) for answer in SAMPLES.values() for line in zone_table(answer)) <= 36


def test_buttons() -> None:
    shown = buttons(levels_answer(), Levels(symbol="btc", timeframe="240", lookback=500))
    assert [(action.label, action.row, action.current) for action in shown] == [
        ("15m", 0, False),
        ("1h", 0, False),
        ("4h", 0, True),
        ("1d", 0, False),
        ("1w", 0, False),
        ("Refresh", 1, False),
        ("Analyze", 1, False),
        ("Patterns", 1, False),
        ("Fib levels", 1, False),
        ("Chart", 1, False),
        ("Alert me here", 2, False),
        ("Plan a trade at R1", 2, False),
    ]
    assert shown[3].request == Levels(symbol="BTC/USDT", timeframe="1d", lookback=500)
    assert buttons(levels_answer())[5] == Action("Refresh", Levels(symbol="BTC/USDT", timeframe="4h"), row=1)
    assert shown[9].request == Chart(symbol="BTC/USDT", timeframe="4h")


def test_the_colour_is_that_of_the_structure() -> None:
    assert [tone(SAMPLES[label]) for label in ("usual", "upwards", "no structure")] == ["down", "up", "neutral"]


@given(answer=any_levels())
def test_levels(voices: Voices, answer: LevelsAnswer) -> None:
    for name in voices.names:
        card = voices.render(answer, name)
        assert card.title
        assert len(card.body) <= 600
        assert not {"nan", "None", "inf"} & set(re.findall(r"\w+", card.title + card.body))


@pytest.mark.parametrize("answer", SAMPLES.values(), ids=SAMPLES)
def test_every_case_fits_a_phone(voices: Voices, answer: LevelsAnswer) -> None:
    for name in voices.names:
        assert len(voices.render(answer, name).body) <= 600


def test_gemini_tells_both_sides_and_what_settles_them(voices: Voices) -> None:
    for label in SAMPLES:
        told = text_of(voices.render(SAMPLES[label], "gemini"))
        assert "For up" in told
        assert "For down" in told
