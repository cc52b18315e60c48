"""All families of columns: what each is made of, and when it has settled."""

from collections.abc import Callable, Iterator
from typing import Final

from analytics.indicators import _computations as compute
from analytics.indicators import bands
from analytics.indicators.column import Compute, Family, Group, Unit
from analytics.volatility import ATR_PERIOD, settled_bars

DAY_OF_MINUTES: Final = 1440
MACD_SETTLED: Final = 700
STOPS_SETTLED: Final = 500
"""Stops that began differently become one at the first turn they share, for which there is no bound. Of 1,200 begun
within the hours of BTC and DOGE, all were one with those of the whole past by 210 bars."""


# Of where an average began, a part is left that shrinks by a factor a bar. These wait until that part is below 10⁻¹²,
# as ``settled_bars`` does.


def window(period: int) -> int:
    return period


def window_and_one(period: int) -> int:
    return period + 1


def exponential(period: int) -> int:
    return period + 14 * (period + 1)


def wilder_twice(period: int) -> int:
    return 2 * period + 34 * period


def after(bars: int | None) -> Callable[[int], int | None]:
    return lambda _: bars


def _of(
    group: Group,
    computed: Compute,
    settling: Callable[[int], int | None],
    *outputs: tuple[str, str, Unit, str],
    default: int | None = None,
    least: int = 1,
    parameters: str = "",
) -> Iterator[Family]:
    """A family (name, title, unit, meaning) for each output of ``computed``, in order."""
    for place, (name, title, unit, meaning) in enumerate(outputs):
        yield Family(name, title, group, unit, meaning, computed, place, settling, default, least, parameters)


def families() -> Iterator[Family]:
    """Each of them, in the order in which they are listed."""
    yield from _of(
        "bars",
        compute.columns,
        after(1),
        ("open", "Open", "price", "The bar's open"),
        ("high", "High", "price", "The bar's high"),
        ("low", "Low", "price", "The bar's low"),
        ("close", "Close", "price", "The bar's close"),
        ("volume", "Volume", "volume", "The bar's volume"),
    )
    yield from _of("averages", compute.sma, window, ("sma", "SMA{}", "price", "Mean of the closes"), default=20)
    yield from _of(
        "averages", compute.ema, exponential, ("ema", "EMA{}", "price", "Exponential average of the closes"), default=20
    )
    yield from _of(
        "averages",
        compute.wma,
        window,
        ("wma", "WMA{}", "price", "Linearly weighted average of the closes"),
        default=20,
    )
    yield from _trend()
    yield from _momentum()
    yield from _bands()
    yield from _volume()


def _trend() -> Iterator[Family]:
    yield from _of(
        "trend",
        compute.macd,
        after(MACD_SETTLED),
        ("macd", "MACD", "difference", "EMA 12 − EMA 26"),
        ("macd_signal", "MACD signal", "difference", "EMA 9 of macd"),
        ("macd_hist", "MACD histogram", "difference", "macd − macd_signal"),
        parameters="12,26,9",
    )
    yield from _of(
        "trend",
        compute.directional,
        wilder_twice,
        ("adx", "ADX{}", "0..100", "Strength of a trend, up or down"),
        ("plus_di", "+DI{}", "0..100", "Upward movement beside the true range"),
        ("minus_di", "−DI{}", "0..100", "Downward movement beside the true range"),
        default=14,
        least=2,
    )
    yield from _of(
        "trend",
        compute.aroon,
        window_and_one,
        ("aroon_up", "Aroon{} up", "0..100", "How new the highest high is"),
        ("aroon_down", "Aroon{} down", "0..100", "How new the lowest low is"),
        ("aroon_osc", "Aroon{} oscillator", "0..100", "Aroon up − down, from −100"),
        default=25,
        least=2,
    )
    yield from _of(
        "trend",
        compute.psar,
        after(STOPS_SETTLED),
        ("psar", "Parabolic SAR", "price", "Parabolic stop and reverse"),
        parameters="0.02,0.2",
    )
    yield from _of(
        "trend",
        compute.supertrend,
        after(STOPS_SETTLED),
        ("supertrend", "Supertrend", "price", "Stop that follows the price at 3 ATR"),
        ("supertrend_direction", "Supertrend direction", "plain", "1 where the supertrend is up, −1 where it is down"),
        parameters="10,3",
    )
    yield from _of(
        "trend",
        compute.ichimoku,
        after(78),
        ("ichimoku_conversion", "Ichimoku conversion", "price", "Middle of 9 bars"),
        ("ichimoku_base", "Ichimoku base", "price", "Middle of 26 bars"),
        (
            "ichimoku_span_a",
            "Ichimoku span A",
            "price",
            "An edge of the cloud here: middle of conversion and base, 26 bars ago",
        ),
        ("ichimoku_span_b", "Ichimoku span B", "price", "An edge of the cloud here: middle of 52 bars, 26 bars ago"),
        ("ichimoku_lagging", "Ichimoku lagging", "price", "The close, to be held against the bar of 26 ago"),
        parameters="9,26,52",
    )


def _momentum() -> Iterator[Family]:
    yield from _of(
        "momentum",
        compute.rsi,
        settled_bars,
        ("rsi", "RSI{}", "0..100", "Rises beside rises and falls together"),
        default=14,
        least=2,
    )
    yield from _of(
        "momentum",
        compute.stochastic,
        after(18),
        ("stoch_k", "Stochastic %K", "0..100", "Where the close stands in the range of 14 bars, mean of 3"),
        ("stoch_d", "Stochastic %D", "0..100", "Mean of 3 stoch_k"),
        parameters="14,3,3",
    )
    yield from _of(
        "momentum",
        compute.cci,
        window,
        ("cci", "CCI{}", "plain", "Typical price beside its mean deviation"),
        default=20,
        least=2,
    )
    yield from _of(
        "momentum",
        compute.williams,
        window,
        ("williams_r", "Williams %R{}", "0..100", "Close below the highest high, −100 to 0"),
        default=14,
    )
    yield from _of(
        "momentum",
        compute.roc,
        window_and_one,
        ("roc", "ROC{}", "percent", "Rate of change of the close, the same as change"),
        default=10,
    )
    yield from _of(
        "momentum",
        compute.roc,
        window_and_one,
        ("change", "Change{}", "percent", "Rate of change of the close, the same as roc"),
        default=24,
    )


def _bands() -> Iterator[Family]:
    yield from _of(
        "bands",
        compute.ranges,
        settled_bars,
        ("atr", "ATR{}", "difference", "Average true range"),
        ("natr", "NATR{}", "percent", "Average true range in percent of the close"),
        default=ATR_PERIOD,
    )
    yield from _of(
        "bands",
        compute.bollinger,
        after(bands.BOLLINGER_PERIOD),
        ("bb_upper", "Bollinger upper", "price", "Mean of 20 closes + 2 deviations"),
        ("bb_middle", "Bollinger middle", "price", "Mean of 20 closes"),
        ("bb_lower", "Bollinger lower", "price", "Mean of 20 closes − 2 deviations"),
        ("bb_width", "Bollinger width", "percent", "From band to band, beside their middle"),
        ("bb_position", "Bollinger %B", "plain", "Where the close stands: 0 on the lower band, 1 on the upper"),
        parameters="20,2",
    )
    yield from _of(
        "bands",
        compute.keltner,
        after(exponential(bands.KELTNER_PERIOD)),
        ("keltner_upper", "Keltner upper", "price", "EMA 20 + 2 ATR of 10"),
        ("keltner_middle", "Keltner middle", "price", "EMA 20"),
        ("keltner_lower", "Keltner lower", "price", "EMA 20 − 2 ATR of 10"),
        parameters="20,10,2",
    )
    yield from _of(
        "bands",
        compute.squeeze,
        after(settled_bars(bands.SQUEEZE_ATR_PERIOD)),
        ("squeeze", "Squeeze", "plain", "1 where the Bollinger bands lie within a Keltner channel of 1.5 ATR"),
        parameters="20,1.5",
    )
    yield from _of(
        "bands",
        compute.donchian,
        window,
        ("donchian_high", "Donchian{} high", "price", "Highest high, this bar's included"),
        ("donchian_middle", "Donchian{} middle", "price", "Middle between the two"),
        ("donchian_low", "Donchian{} low", "price", "Lowest low, this bar's included"),
        default=bands.DONCHIAN_PERIOD,
    )
    yield from _of(
        "bands",
        compute.before,
        window_and_one,
        ("prior_high", "Prior{} high", "price", "Highest high of the bars before this one"),
        ("prior_low", "Prior{} low", "price", "Lowest low of the bars before this one"),
        default=bands.DONCHIAN_PERIOD,
    )


def _volume() -> Iterator[Family]:
    yield from _of(
        "volume", compute.obv, after(None), ("obv", "OBV", "volume", "On-balance volume, from 0 at the first bar")
    )
    yield from _of(
        "volume",
        compute.obv_change,
        window_and_one,
        ("obv_change", "OBV{} change", "volume", "What on-balance volume changed by over the bars"),
        default=20,
    )
    yield from _of("volume", compute.mfi, window_and_one, ("mfi", "MFI{}", "0..100", "RSI of money traded"), default=14)
    yield from _of(
        "volume",
        compute.vwap,
        after(DAY_OF_MINUTES),
        ("vwap", "VWAP", "price", "Volume-weighted average price of the UTC day so far"),
        parameters="UTC day",
    )
    yield from _of(
        "volume",
        compute.volume_ratio,
        window_and_one,
        ("volume_ratio", "Volume{} ratio", "plain", "Volume beside the mean of the bars before"),
        default=20,
    )
