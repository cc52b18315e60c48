"""If these failed, the desk would say other numbers of a trader's own candles than everybody else's tools do.

Candles that nobody has seen are asked about from the shell, and the answers held against TA-Lib, quantstats, empyrical
and arithmetic, on the whole of the candles.
"""

import json
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analytics._talib import talib
from tests.contract.test_causal import START, written
from tests.house import omega
from tests.unit.analytics.markets import HOUR, Rows, random_rows

BARS = 9_000
MARKETS = {"QQQ": random_rows(BARS, 811), "WWW": random_rows(BARS, 812, step=0.006, start=0.00042)}
SHORT = random_rows(3, 813)
DAYS = 250
DAY = 24 * HOUR


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("unseen")
    for name, rows in MARKETS.items():
        written(rows, root, name)
    written(SHORT.later((BARS - 3) * HOUR), root, "NEW")
    return root


async def asked(text: str, folder: Path, home: Path) -> dict[str, Any]:
    at = datetime.fromtimestamp((START + BARS * HOUR) / 1000, UTC).isoformat()
    options = ("--market", "replay", "--data", str(folder), "--at", at, "--json")
    _, out, errors = await omega("ask", text, *options, home=home)
    assert out, errors
    told: dict[str, Any] = json.loads(out)
    return told


def expected(rows: Rows) -> dict[str, float]:
    """Raw TA-Lib over all bars."""
    high, low, close, volume = rows.high, rows.low, rows.close, rows.volume
    upper, middle, lower = talib.BBANDS(close, 20, 2.0, 2.0)
    macd, signal, hist = talib.MACD(close)
    k, d = talib.STOCH(high, low, close, fastk_period=14, slowk_period=3, slowd_period=3)
    down, up = talib.AROON(high, low, 25)
    values = {
        "sma20": talib.SMA(close, 20),
        "ema20": talib.EMA(close, 20),
        "ema50": talib.EMA(close, 50),
        "ema200": talib.EMA(close, 200),
        "wma20": talib.WMA(close, 20),
        "macd": macd,
        "macd_signal": signal,
        "macd_hist": hist,
        "rsi14": talib.RSI(close, 14),
        "stoch_k": k,
        "stoch_d": d,
        "atr14": talib.ATR(high, low, close, 14),
        "adx14": talib.ADX(high, low, close, 14),
        "plus_di14": talib.PLUS_DI(high, low, close, 14),
        "minus_di14": talib.MINUS_DI(high, low, close, 14),
        "bb_upper": upper,
        "bb_middle": middle,
        "bb_lower": lower,
        "mfi14": talib.MFI(high, low, close, volume, 14),
        "cci20": talib.CCI(high, low, close, 20),
        "williams_r14": talib.WILLR(high, low, close, 14),
        "roc10": talib.ROC(close, 10),
        "psar": talib.SAR(high, low, 0.02, 0.2),
        "aroon_up25": up,
        "aroon_down25": down,
    }
    return {name: float(column[-1]) for name, column in values.items()}


@pytest.mark.parametrize("name", MARKETS)
async def test_indicators_are_those_of_the_whole_past(name: str, folder: Path, tmp_path: Path) -> None:
    answer = (await asked(f"/indicators symbol:{name} timeframe:1h", folder, tmp_path))["answer"]
    told = {value["name"]: value["value"] for value in answer["values"]}
    for column, value in expected(MARKETS[name]).items():
        assert told[column] == pytest.approx(value, rel=1e-9), column


async def test_fibonacci_levels_are_arithmetic(folder: Path, tmp_path: Path) -> None:
    answer = (await asked("/fib levels symbol:qqq timeframe:1h lookback:300", folder, tmp_path))["answer"]
    rows = MARKETS["QQQ"][BARS - 300 : BARS]
    top, bottom = float(rows.high.max()), float(rows.low.min())
    up = int(rows.high.argmax()) > int(rows.low.argmin())
    start, end = (bottom, top) if up else (top, bottom)
    assert (answer["swing"]["start"]["price"], answer["swing"]["end"]["price"]) == (start, end)
    for level in answer["levels"]:
        way = start if level["kind"] == "extension" else end
        sign = 1 if level["kind"] == "extension" else -1
        assert level["price"] == pytest.approx(way + sign * level["ratio"] * (end - start), rel=1e-12)


async def test_value_at_risk_and_performance_are_those_of_other_libraries(folder: Path, tmp_path: Path) -> None:
    days = {name: rows.close[(START + rows.time + HOUR) % DAY == 0] for name, rows in MARKETS.items()}
    returns = {name: np.diff(close)[-DAYS:] / close[-DAYS - 1 : -1] for name, close in days.items()}
    tail = (await asked(f"/risk var symbol:qqq timeframe:1d bars:{DAYS}", folder, tmp_path))["answer"]
    table = (await asked(f"/compare symbols:qqq,www timeframe:1d bars:{DAYS}", folder, tmp_path))["answer"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import empyrical
        import pandas as pd
        import quantstats

        historical = next(method for method in tail["methods"] if method["name"] == "historical")
        assert historical["var_pct"] == pytest.approx(empyrical.value_at_risk(returns["QQQ"], 0.05), rel=1e-9)
        assert historical["es_pct"] == pytest.approx(
            empyrical.conditional_value_at_risk(returns["QQQ"], 0.05), rel=1e-9
        )
        for row in table["rows"]:
            of = returns[row["name"].split("/")[0]]
            series = pd.Series(of, index=pd.date_range("2021-01-01", periods=len(of)))
            assert row["change"] == pytest.approx(quantstats.stats.comp(series), rel=1e-9)
            assert row["sharpe"] == pytest.approx(quantstats.stats.sharpe(series, periods=365), rel=1e-9)
            assert row["sortino"] == pytest.approx(quantstats.stats.sortino(series, periods=365), rel=1e-9)
            assert row["volatility_pct"] == pytest.approx(empyrical.annual_volatility(of, annualization=365), rel=1e-9)
            assert row["drawdown_pct"] == pytest.approx(empyrical.max_drawdown(of), rel=1e-9)


@pytest.mark.parametrize("command", ["analyze", "fib confluence"])
async def test_three_bars_are_too_few_and_said_so(command: str, folder: Path, tmp_path: Path) -> None:
    told = await asked(f"/{command} symbol:new timeframe:1h", folder, tmp_path)
    assert told["error"]["type"] == "TooFewBars"
    assert told["error"]["have"] == 3 < told["error"]["need"]
