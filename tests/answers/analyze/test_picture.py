"""What a trader would lose: a change that is not that of what is drawn."""

from personas.pictures.analysis import RECENT_BARS
from personas.pictures.figures import percent_text
from tests.answers.analyze.sample import SAMPLES
from tests.faces import picture


def test_the_change_above_an_analysis_is_that_of_the_bars_below() -> None:
    answer = SAMPLES["market 0"]
    drawn = answer.candles.last(RECENT_BARS)
    assert len(drawn) < answer.lookback
    change = percent_text(answer.price / drawn.open[0] - 1)
    assert any(label.text.endswith(f"{change} in {len(drawn)} bars") for label in picture(answer).labels)
