"""Every key in the store, in one place. What is kept under each, and for how long, stands beside it."""

VOICES = "omega:voices"
"""Hash: ``user:<id>``, ``channel:<id>`` or ``server:<id>`` → the voice's name. Kept for good."""

AUDIT = "omega:audit"
"""Stream: an entry for each change asked for and ended (services/audit.py). Never trimmed."""

PROMISES = "omega:promises"
"""Hash: an interaction's id → what was promised an answer (JSON, cogs/_promises.py). Removed when answered."""


def candles(source: str, venue: str, symbol: str, timeframe: str, last_close_ms: int) -> str:
    """Bytes: the newest closed candles (services/market/codec.py). Kept a while past the next bar's close."""
    return f"omega:candles:{source}:{venue}:{symbol}:{timeframe}:{last_close_ms}"
