"""Under a regime and a correlation: the same question on other timeframes, and what goes on from there."""

from services.core.errors import UnknownSymbol
from services.studies.analyze_facts import Analyze
from services.studies.chart import Chart
from services.studies.compare import Compare
from services.studies.correlation import Correlation
from services.studies.indicators import Indicators
from services.studies.levels import Levels
from services.studies.regime import Regime
from tests.unit.personas.faces import buttons
from tests.unit.personas.samples_regime import CORRELATION_ANSWERS, regime_answer


def test_under_a_regime() -> None:
    shown = buttons(regime_answer(), Regime(symbol="btc", timeframe="240", lookback=500))
    assert [action.label for action in shown if action.row == 0] == ["15m", "1h", "4h", "1d", "1w"]
    assert [action.label for action in shown if action.current] == ["4h"]
    assert shown[3].request == Regime(symbol="BTC/USDT", timeframe="1d", lookback=500)
    assert [action.request for action in shown if action.row == 1] == [
        Regime(symbol="BTC/USDT", timeframe="4h", lookback=500),
        Analyze(symbol="BTC/USDT", timeframe="4h"),
        Levels(symbol="BTC/USDT", timeframe="4h"),
        Indicators(symbol="BTC/USDT", timeframe="4h"),
        Chart(symbol="BTC/USDT", timeframe="4h"),
    ]


def test_under_a_correlation() -> None:
    asked = Correlation(symbols="btc eth", timeframe="daily", bars=60)
    shown = buttons(CORRELATION_ANSWERS["correlation: two"], asked)
    assert [action.label for action in shown if action.current] == ["1d"]
    assert shown[1].request == Correlation(symbols="btc eth", timeframe="1h", bars=60)
    assert shown[-1].request == Compare(symbols="btc eth", timeframe="1d", bars=60)


def test_the_usual_markets_stay_the_usual_ones() -> None:
    shown = buttons(CORRELATION_ANSWERS["correlation: usual"], Correlation())
    assert {getattr(action.request, "symbols", "") for action in shown} == {None}


def test_without_the_request_the_markets_are_named() -> None:
    shown = buttons(CORRELATION_ANSWERS["correlation: two"])
    assert shown[0].request == Correlation(symbols="BTC/USDT,ETH/USDT", timeframe="15m", bars=90)


def test_an_unknown_market_of_a_list_is_mended_in_its_place() -> None:
    error = UnknownSymbol(symbol="ehth", venue="bitget", close_matches=("ETH/USDT", "HT/USDT"))
    shown = buttons(error, Correlation(symbols="btc, ehth, sol", timeframe="1d"))
    assert [action.label for action in shown] == ["ETH/USDT", "HT/USDT"]
    assert shown[0].request == Correlation(symbols="btc,ETH/USDT,sol", timeframe="1d")
