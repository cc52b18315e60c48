"""Every key in the store, in one place. What is kept under each, and for how long, stands beside it."""

VOICES = "omega:voices"
"""Hash: ``user:<id>``, ``channel:<id>`` or ``server:<id>``, each id with its door → a voice's name. Kept for good."""

PLACES = "omega:places"
"""Hash: a person's id with its door → where they said they are (JSON, services/cosmic/place.py). Kept until they
remove it."""

AUDIT = "omega:audit"
"""Stream: an entry for each change asked for and ended (services/core/audit.py). Never trimmed."""


OUTBOX = "omega:outbox"
"""Stream: events that are to be told (services/core/events.py), written in one step with the change that made them.
Trimmed once they are told."""


def ask(id: str) -> str:  # noqa: A002 (an id is what it is)
    """Bytes: the answer of a change that was made (JSON), for whoever repeats the ask with this id, as
    long as the ask says (services/core/ask.py)."""
    return f"omega:ask:{id}"


def pending_replies(application: int) -> str:
    """Hash: an interaction's id → what is owed an answer (JSON, cogs/_pending_replies.py). Removed when answered.

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
