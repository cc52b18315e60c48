"""Every key in the store, in one place. What is kept under each, and for how long, stands beside it."""

VOICES = "omega:voices"
"""Hash: ``user:<id>``, ``channel:<id>`` or ``server:<id>``, each id with its door → a voice's name. Kept for good."""

PLACES = "omega:places"
"""Hash: a person's id with its door → where they said they are (JSON, services/cosmic/place.py). Kept until they
remove it."""

PREFERENCES = "omega:preferences"
"""Hash: a person's id with its door → what they set for themselves (JSON, services/core/preferences.py). Kept until
they take it back."""

AUDIT = "omega:audit"
"""Stream: an entry for each change asked for and ended (services/core/audit.py). Never trimmed."""


OUTBOX = "omega:outbox"
"""Stream: an entry for each event (services/core/events.py), written in one step with what it tells of. Trimmed up to
what every group of its readers has acknowledged.
"""

COMMANDS = "omega:commands"
"""Hash: a Discord application's id → what its slash commands were when they were last registered, as a SHA-256
(bot/command_sync.py). Kept for good."""


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


def answer(ask: str) -> str:
    """Bytes: what the change with the id ``ask`` was answered (services/store/writes.py). Kept for as long as the
    ask says (services/core/ask.py), and until then it is not made again.
    """
    return f"omega:ask:{ask}"


def lease(name: str) -> str:
    """Text ``token:owner``: who holds the lease (services/store/leases.py). Gone when it runs out.

    In a cluster it lies beside the journal of the same name, which it can fence.
    """
    return f"omega:lease:{{{name}}}"


def lease_token(name: str) -> str:
    """Number: the token of the last lease of that name. Kept for good, so that tokens only grow."""
    return f"omega:lease:{{{name}}}:token"


def journal(name: str) -> str:
    """Stream: the records (services/store/journal.py), ``seq-0`` → ``id``, ``body``, ``hash``. Kept for good."""
    return f"omega:journal:{{{name}}}"


def journal_ids(name: str) -> str:
    """Hash: a record's id → its seq. Kept for good."""
    return f"omega:journal:{{{name}}}:ids"


def journal_head(name: str) -> str:
    """Text ``seq:hash``: the last record's. Kept for good."""
    return f"omega:journal:{{{name}}}:head"


def subscriptions(subject: str) -> str:
    """Hash: a place's id → the place (JSON, services/house/subscriptions.py). Kept until it ends its subscription."""
    return f"omega:subscriptions:{subject}"


def rate(asker: str) -> str:
    """Number: when the asker's bucket is full again, in ms since 1970 (services/store/rate.py). Gone when it is.

    In a cluster all askers' lie together, since one step adds to several.
    """
    return f"omega:{{rate}}:{asker}"


def told(event: str, place: str) -> str:
    """Nothing: the place with this id was told of the event with this key (bot/notifier.py). Kept for eight days."""
    return f"omega:told:{event}:{place}"


HEARTBEAT = "omega:heartbeat"
"""Hash: a part of the desk → since when it is silent (JSON, services/house/heartbeat.py). Removed when it is back."""

BEATS = "omega:beats"
"""Hash: ``gateway`` → when it was last seen to live (ISO 8601, services/house/heartbeat.py). Removed when it is told to
end."""
