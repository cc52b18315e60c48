"""What was traded, and at which prices."""

import numpy as np
from numpy.typing import NDArray

from analytics.bars import DAY_MS, Floats
from analytics.indicators._arrays import delayed, known_run, on_known, quotient, typical, undefined, window_sum
from analytics.ties import settled

MFI_PERIOD = 14
OBV_PERIOD = 20
RATIO_PERIOD = 20
"""Milliseconds."""


def obv(close: Floats, volume: Floats) -> Floats:
    """On-balance volume: 0 at the first bar, then plus a bar's volume where it closed above the bar before, minus it
    where below.

    Its level says only where the count began; what it changed by over some bars is what means something. (TA-Lib begins
    with the first bar's volume, which neither rose nor fell.)

    Source: Joseph E. Granville, New Key to Stock Market Profits (1963).
    """

    def known(close: Floats, volume: Floats) -> Floats:
        signed = _signed(close, volume)
        return np.cumsum(signed, out=signed)

    return on_known(known, close, volume)


def obv_change(close: Floats, volume: Floats, period: int = OBV_PERIOD) -> Floats:
    """What on-balance volume changed by over ``period`` bars, from index ``period`` on: the sum of their volumes, each
    with the sign of its bar's change. Unlike the level it does not depend on where the count began.
    """

    def known(close: Floats, volume: Floats) -> Floats:
        found = window_sum(_signed(close, volume), period)
        found[:period] = np.nan
        return found

    return on_known(known, close, volume)


def _signed(close: Floats, volume: Floats) -> Floats:
    """The volume of each bar with the sign of its change from the bar before; 0 at the first."""
    signed = np.zeros(len(close))
    np.subtract(close[1:], close[:-1], out=signed[1:])
    np.sign(signed, out=signed)
    signed *= volume
    return signed


def mfi(high: Floats, low: Floats, close: Floats, volume: Floats, period: int = MFI_PERIOD) -> Floats:
    """The money flow index, from 0 to 100, from index ``period`` on.

    100 · up / (up + down), where up is the sum of typical price × volume over those of ``period`` bars whose typical
    price (high + low + close) / 3 rose, and down over those where it fell. nan where neither has any. Equal sums of
    ticks are equal typical prices, whatever their last digit is (TA-Lib counts them as rises and falls).

    Source: Gene Quong and Avrum Soudack, Volume-Weighted RSI: Money Flow, Stocks & Commodities (1989).
    """

    def known(high: Floats, low: Floats, close: Floats, volume: Floats) -> Floats:
        flow = typical(high, low, close)
        change = settled(np.diff(flow, prepend=flow[:1]), flow)
        rose, fell = change > 0, change < 0
        flow *= volume
        up = window_sum(flow * rose, period)
        flow *= fell
        both = window_sum(flow, period)
        both += up
        both[:period] = np.nan
        up *= 100
        return quotient(up, both)

    return on_known(known, high, low, close, volume)


def volume_ratio(volume: Floats, period: int = RATIO_PERIOD) -> Floats:
    """A bar's volume beside the mean of the ``period`` bars before it: 2 is twice as much. From index ``period`` on.

    nan where nothing was traded in them.
    """
    return on_known(lambda known: quotient(known * period, delayed(window_sum(known, period), 1)), volume)


def vwap(time: NDArray[np.int64], high: Floats, low: Floats, close: Floats, volume: Floats, bar_ms: int) -> Floats:
    """The volume-weighted average price of the session so far, in the unit of the prices.

    The sum of typical price × volume over the sum of volume, from the first bar that opened on the same UTC day to this
    one, both included. ``time`` is the bar's UTC open in ms. nan while nothing was traded in the session, and of bars
    of a day and longer (``bar_ms``), each of which would be a session of its own.

    Source: Stephen A. Berkowitz, Dennis E. Logue and Eugene A. Noser, The Total Cost of Transactions on the NYSE,
    Journal of Finance (1988); with the typical price for a bar's trades.
    """

    if bar_ms >= DAY_MS:
        return undefined(len(close))
    run = known_run(high, low, close, volume)
    sessions = _Sessions(time[run] // DAY_MS)
    money = typical(high[run], low[run], close[run])
    money *= volume[run]
    found = undefined(len(close))
    found[run] = quotient(sessions.sums(money), sessions.sums(volume[run]))
    return found


class _Sessions:
    """Runs of bars with equal ``keys``, each laid out as a row of a table, so that all are summed at once and none
    holds a rest of the one before."""

    def __init__(self, keys: NDArray[np.int64]) -> None:
        starts = np.flatnonzero(np.diff(keys, prepend=keys[:1] - 1))
        lengths = np.diff(starts, append=len(keys))
        self._shape = len(starts), int(lengths.max(initial=0))
        shift = np.arange(len(starts)) * self._shape[1] - starts
        self._cell = np.arange(len(keys)) + np.repeat(shift, lengths)

    def sums(self, values: Floats) -> Floats:
        """The sum from the run's first bar to each."""
        table = np.zeros(self._shape)
        table.reshape(-1)[self._cell] = values
        np.cumsum(table, axis=1, out=table)
        return table.reshape(-1)[self._cell]
