"""What a trader would lose: two markets told apart wrongly, or the next step."""

from hypothesis import given
from hypothesis import strategies as st

from personas.about.compare import compare_table
from personas.phrasing import short_names
from personas.render import Voices
from services.studies.compare import Compare
from tests.answers._walks import market
from tests.answers.compare.sample import SAMPLES, compare_answer, random_comparisons
from tests.cards import said_by_all
from tests.examples import examples
from tests.faces import buttons


def test_markets_are_told_apart_by_their_quote_where_they_must() -> None:
    assert short_names(["BTC/USDT", "ETH/USDT"]) == ["BTC", "ETH"]
    assert short_names(["BTC/USDT", "BTC/EUR"]) == ["BTC/USDT", "BTC/EUR"]
    answer = compare_answer(market(91, symbol="BTC/USDT"), market(91, seed=2, symbol="BTC/EUR"))
    assert {line.split()[0] for line in compare_table(answer)} == {"BTC/USDT", "BTC/EUR"}
    assert all(len(line) <= 40 for line in compare_table(SAMPLES["over a year"]))


def test_under_a_comparison() -> None:
    shown = buttons(SAMPLES["two"], Compare(symbols="btc, eth", bars=90))
    assert [action.label for action in shown] == [
        *("15m", "1h", "4h", "1d", "1w"),
        *("30 bars", "90 bars", "365 bars", "Refresh"),
    ]
    assert [action.label for action in shown if action.current] == ["1d", "90 bars"]
    assert shown[5].request == Compare(symbols="btc, eth", bars=30)
    assert buttons(SAMPLES["two"])[0].request == Compare(symbols="BTC/USDT ETH/USDT", timeframe="15m")


@examples(40)
@given(seed=st.integers(0, 10_000))
def test_any_can_be_told(voices: Voices, seed: int) -> None:
    for answer in random_comparisons(1, seed):
        said_by_all(voices, answer)


def test_every_case_fits_a_phone(voices: Voices) -> None:
    for answer in SAMPLES.values():
        said_by_all(voices, answer)
