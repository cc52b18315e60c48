"""Technical indicators: functions on arrays, and ``catalog`` that knows them by name.

What holds of all of them:

- Arrays have shape (n,), one value a bar, oldest first, and so have the results. Inputs are never changed.
- Before its warm-up is over an indicator is nan. Each says where its first value stands.
- The value at bar t is made of the bars up to t and no others.
- Where a formula divides nothing by nothing (a market that has not moved, or not traded) the value is nan. TA-Lib gives
  0 there, which for most of them is a statement, and a wrong one.
- An indicator begins at the first bar at which all its inputs are known, and ends where one of them is missing: from a
  nan on it is nan. (Handed to TA-Lib, a nan makes some functions nan for good, others forget it, and RSI 0.)
- Prices in another unit give prices in that unit, and the same numbers otherwise.
"""
