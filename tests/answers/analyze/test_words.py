"""If these failed, a card about a market would contradict itself, or send somebody to the wrong side of a price."""

from personas.about.analyze import passed, settling, told_apart, turning
from personas.render import Voices
from services.studies.analyze_facts import AnalyzeAnswer, TurningPrice
from tests.answers.analyze.sample import SAMPLES, USUAL
from tests.changed import changed

VOICES = ("z", "f", "biel", "xyko", "gemini")


def body(voices: Voices, answer: AnalyzeAnswer, voice: str) -> str:
    card = voices.render(answer, voice)
    return card.body + " ".join(f"{field.name} {field.value}" for field in card.fields)


def test_a_trend_and_a_regime_that_differ_are_told_as_two_measures(voices: Voices) -> None:
    apart = 0
    for name, answer in SAMPLES.items():
        for voice in VOICES:
            said = body(voices, answer, voice)
            both = "regime is" in said or "Regime " in said
            explained = "The two differ" in said
            assert explained == (both and told_apart(answer)), (name, voice)
            apart += explained
    assert apart


def test_trending_beside_no_trend_is_a_difference() -> None:
    answer = USUAL["market 1"]
    assert answer.regime is not None
    for direction, regime, differ in (
        ("none", "trending up", True),
        ("up", "trending up", False),
        ("up", "trending down", True),
        ("up", "ranging", True),
        ("none", "volatile", False),
    ):
        trend = changed(answer.trend, direction=direction)
        said = changed(answer, trend=trend, regime=changed(answer.regime, name=regime))
        assert told_apart(said) is differ, (direction, regime)


def at(price: float, side: str, becomes: str) -> TurningPrice:
    return TurningPrice.model_validate(
        {
            "name": "last high" if side == "up" else "last low",
            "side": side,
            "view": "structure",
            "becomes": becomes,
            "price": price,
            "distance": 0.0,
            "distance_atr": None,
        }
    )


def test_a_price_that_is_passed_already_keeps_its_side(voices: Voices) -> None:
    """The newest price stands above the level; what turns the view is still a close above it."""
    answer = USUAL["market 1"]
    level = answer.price * 0.999
    said = changed(answer, turning_prices=(at(level, "up", "up"),))
    one = settling(said, "up")
    assert one is not None
    assert passed(said, one)
    assert settling(said, "down") is None
    assert turning(said, "down") is None
    for voice in VOICES:
        words = body(voices, said, voice)
        if "turns structure up" in words:
            assert "where the price already is, which turns structure up" in words or "above" in words, voice
        assert "which turns structure down" not in words, voice


def test_the_first_of_several_on_a_side_is_the_one_that_is_met_first() -> None:
    answer = changed(USUAL["market 1"], price=100.0, turning_prices=(at(120.0, "up", "up"), at(99.0, "up", "up")))
    found = turning(answer, "up")
    assert found is not None
    assert found.price == 99.0
