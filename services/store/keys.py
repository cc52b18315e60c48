"""Every key in the store, in one place. What is kept under each, and for how long, stands beside it."""

VOICES = "omega:voices"
"""Hash: ``user:<id>``, ``channel:<id>`` or ``server:<id>`` → the voice's name. Kept for good."""

PLACES = "omega:places"
"""Hash: a person's id → where they said they are (JSON, services/cosmic/place.py). Kept until they remove it."""

AUDIT = "omega:audit"
"""Stream: an entry for each change asked for and ended (services/audit.py). Never trimmed."""


def promises(application: int) -> str:
    """Hash: an interaction's id → what was promised an answer (JSON, cogs/_promises.py). Removed when answered.

    Each Discord application has its own: another cannot give its answers.
    """
    return f"omega:promises:{application}"


def button(short: str) -> str:
    """Bytes: what a button asks whose request is too long for it (cogs/_buttons.py). Kept for 90 days after its last
    use; ``short`` is made of what it asks, so the same request is kept once.
    """
    return f"omega:button:{short}"


def market_copy(source: str, venue: str, *of: str) -> str:
    """Bytes: what a venue said, and when (services/market/copies.py). Kept for a day.

    ``of`` is ``markets``, ``ticker`` with a symbol, or ``candles`` with a symbol and a timeframe.
    """
    return ":".join(("omega", "market", source, venue, *of))


def sky_year(form: int, year: int) -> str:
    """Bytes: the sky's events of a year (JSON, services/cosmic/almanac.py) in the form of that number. Kept for 400
    days, and then reckoned again.
    """
    return f"omega:sky:{form}:{year}"
