"""Every key in the store, in one place. What is kept under each, and for how long, stands beside it.

What is kept of people is in ``OF_PEOPLE`` too, at the end: from there they are shown it, and it is erased.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import translate
from hashlib import sha256
from typing import Final, Literal

PREFIX = "omega:"
"""What all keys begin with."""

SCHEMA = "omega:schema"
"""Hash: ``version`` → the number of the last migration that was done, and ``least`` → that of the last after which
earlier versions of the desk read the store wrongly (services/store/migrate.py). Kept for good."""

RESTORING = "omega:restoring"
"""Text: the SHA-256 of the backup that is being restored (services/store/backup/restore.py). Removed when all of it is
there: until then no process uses the store."""

VOICES = "omega:voices"
"""Hash: ``user:<id>``, ``channel:<id>`` or ``server:<id>``, each id with its door → a voice's name. Kept for good."""

PLACES = "omega:places"
"""Hash: a person's id with its door → where they said they are (JSON, services/cosmic/place.py). Kept until they
remove it."""

PREFERENCES = "omega:preferences"
"""Hash: a person's id with its door → what they set for themselves (JSON, services/core/preferences.py). Kept until
they take it back."""
GREETED = "omega:greeted"
"""Hash: a person's id with its door, or ``server:`` and a server's → when the desk first greeted them (ISO 8601,
services/house/welcome.py). Kept for good; a person's is theirs to have removed."""

AUDIT = "omega:audit"
"""Stream: an entry for each change asked for and ended (services/core/audit.py). Never trimmed."""

REWRITE_OWED = "omega:rewrite-owed"
"""Hash: ``owed``, while something that was to be forgotten is still in the store's own files."""

PSEUDONYMS = "omega:pseudonyms"
"""Hash: a person's id → what they are called in the audit log (services/store/pseudonyms.py). Kept until they are
forgotten."""

FORGOTTEN = "omega:forgotten"
"""Hash: of who was forgotten a digest of their id → when (ISO 8601, services/house/privacy.py), so that a backup of
before then does not bring them back. Kept for good."""


def forgotten(person: str) -> str:
    """The field of ``FORGOTTEN`` that is this person's. Whoever has the store could try ids until one fits."""
    return sha256(f"forgotten {person}".encode()).hexdigest()[:32]


FORGOTTEN_SINCE = "omega:forgotten-since"
"""Hash: what ``FORGOTTEN`` was in the store that a backup is being restored into. Removed when all of it is there."""

OUTBOX = "omega:outbox"
"""Stream: an entry for each event (services/core/events.py), written in one step with what it tells of. Trimmed up to
what every group of its readers has acknowledged; what no group acknowledged for a week is removed all the same.
"""

PROPOSALS = "omega:proposals"
"""Stream: an entry for each proposal of an agent (services/brain/proposal.py), from whoever thinks to whoever holds the
account. Removed once it was dealt with; one that has expired is not taken any more.
"""

COMMANDS = "omega:commands"
"""Hash: a Discord application's id → what its slash commands were when they were last registered, as a SHA-256
(bot/command_sync.py). Kept for good."""


def pending_replies(application: int | str) -> str:
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

    ``of`` is ``markets``, ``ticker`` or ``terms`` with a symbol, or ``candles`` with a symbol and a timeframe.
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


def asked(owner: str) -> str:
    """A channel on which the process of that name hears which leases others want of it: ``who name``
    (services/store/leases.py). Nothing is kept."""
    return f"omega:asked:{owner}"


def journal(name: str) -> str:
    """Stream: the records (services/store/journal.py), ``seq-0`` → ``id``, ``body``, ``hash``. Kept for good."""
    return f"omega:journal:{{{name}}}"


def journal_ids(name: str) -> str:
    """Hash: a record's id → its seq. Kept for good."""
    return f"omega:journal:{{{name}}}:ids"


def journal_head(name: str) -> str:
    """Text ``seq:hash``: the last record's. Kept for good."""
    return f"omega:journal:{{{name}}}:head"


def journals_of(person: str) -> str:
    """A pattern of all that the journals of a person's paper accounts lie under, and their leases. What else there is
    of them, ``Books.erase`` knows (services/accounts/books.py)."""
    return f"omega:*{{paper:{person}[:}}]*"


def archive(name: str) -> str:
    """Hash: the numbers of a first and a last record and the second in which they were archived → the records of closed
    days of the journal of that name (gzip, services/accounts/archive.py). Kept for good, of a store that several homes
    share."""
    return f"omega:archive:{{{name}}}"


ACTIVE_ACCOUNTS = "omega:accounts-active"
"""Hash: an account with open orders or positions → whose it is and what it came to (JSON, services/accounts/held.py).
Written in one step with its records."""

AGENTS = "omega:accounts-agents"
"""Hash: an account in which an agent has something to do, or whose level of autonomy was set → whose it is and what
(JSON, services/accounts/agenda.py). Written in one step with its records."""


def alerts(owner: str) -> str:
    """Hash: an alert's number → the alert (JSON, services/alerts/record.py), of this person or ``server:`` and a
    server's. Removed when it ends."""
    return f"omega:alerts:{owner}"


ALERT_OWNERS = "omega:alerts-owners"
"""Hash: who has alerts → nothing, so that all are found at start (services/alerts/book.py). Removed with the last."""

ALERT_NUMBER = "omega:alerts-number"
"""Number: the last that an alert was given. Kept for good."""

ALERT_CHANGES = "omega:alerts-changes"
"""Hash: the number of each alert that somebody set or changed → whose it is, and a word that this change alone has
(JSON), for the engine that has them armed (services/alerts/engine.py). Removed once it was dealt with."""

ALERT_ENGINE = "omega:alerts-engine"
"""Number: how often an engine loaded all alerts; the last that did deals with the changes. Kept for good."""

ALERTS_SEEN = "omega:alerts-seen"
"""Hash: a market, a market's timeframe, its funding or the sky → up to when it was looked at (UTC ms,
services/alerts/seen.py). It is nobody's. Removed once no alert is on it."""


SKY_TOLD = "omega:sky-told"
"""Hash: ``sky`` → up to when channels were told of the sky (UTC ms, services/cosmic/told.py). It is nobody's. Removed
once no channel is told."""


def watchlists(owner: str) -> str:
    """Hash: what a watchlist is called → its markets (JSON, services/watchlists/book.py), of this person or
    ``server:`` and a server's. Kept until the list is deleted."""
    return f"omega:watchlists:{owner}"


WATCHLIST_CODES = "omega:watchlist-codes"
"""Hash: a code → whose watchlist may be seen by it (JSON, services/watchlists/book.py). Kept until it is taken back."""

WATCHLIST_BOARDS = "omega:watchlist-boards"
"""Hash: a channel's id and a watchlist's name → the message that shows it (JSON, services/watchlists/boards.py). It is
a server's. Removed when the board ends."""

SIGNALS = "omega:signals"
"""Hash: a signal's id → the signal (JSON, services/signals/record.py); it names nobody. Removed when it is deleted."""

SIGNALS_SEEN = "omega:signals-seen"
"""Hash: a signal's id → when it last came in (UTC ms, services/signals/receiving.py). Removed with the signal."""

SIGNAL_ORDERS = "omega:signal-orders"
"""Stream: an entry for each signal that came in and is mapped to an order (services/signals/ordering.py). Removed once
it was dealt with."""


def schedules(owner: str) -> str:
    """Hash: a schedule's number → the schedule (JSON, services/schedules/record.py), of this person or ``server:`` and
    a server's. Removed when it ends."""
    return f"omega:schedules:{owner}"


SCHEDULE_OWNERS = "omega:schedules-owners"
"""Hash: a schedule's number → whose it is. Removed when it ends."""

SCHEDULES_DUE = "omega:schedules-due"
"""Sorted set: the number of each schedule that is not paused, by when it is due next (UTC ms,
services/schedules/scheduler.py)."""

SCHEDULE_NUMBER = "omega:schedules-number"
"""Number: the last that a schedule was given. Kept for good."""


def thought(account: str, symbol: str, timeframe: str) -> str:
    """Text: the close of the last bar that the agent has thought about (UTC ms, services/brain/loop.py). Gone by
    itself, after a day or two bars. What is written so often is long in the store's files, so the key is made of the
    account's name, and does not have it.
    """
    return f"omega:thought:{sha256('|'.join((account, symbol, timeframe)).encode()).hexdigest()[:32]}"


def accounts_of(person: str) -> str:
    """Hash: the name of an account that the person opened → when (ISO 8601), and ``in use`` → the name of the one in
    use (services/accounts/choice.py). Kept until they are forgotten."""
    return f"omega:accounts:{person}"


def leaderboard(place: str) -> str:
    """Hash: a person's id with its door → since when they are listed on the leaderboard of this server (ISO 8601,
    services/portfolio/leaderboard.py). Kept until they leave it."""
    return f"omega:leaderboard:{place}"


def learner(person: str) -> str:
    """Hash: what is kept of a learner (services/education/book.py): ``q:`` and a question's key → what is known of it
    (JSON), ``d:`` and a day → right replies, ``daily:`` and a day → what was said to which question, ``streak``
    and ``guesses`` (JSON). Kept until they are forgotten; days for 60 of them."""
    return f"omega:learner:{person}"


def class_of(place: str) -> str:
    """Hash: a person's id with its door → since when they are listed among those who learn on this server (ISO 8601,
    services/education/book.py). Kept until they leave."""
    return f"omega:class:{place}"


def told_on(told: str) -> str:
    """Hash: a day (UTC) → the ``question`` or ``wisdom`` that was told on it (services/education/turns.py). It is
    nobody's. Of each the last day is kept."""
    return f"omega:school-told:{told}"


def daily_replies(day: str) -> str:
    """Hash: a word of no meaning → ``right`` or ``wrong``, one for each who replied to the question of that day (UTC,
    services/education/book.py); whose it is nobody knows. Gone by itself three days after it was last told."""
    return f"omega:daily-replies:{day}"


def jobs(owner: str) -> str:
    """Hash: a job's number → what is known of it (JSON, services/jobs/record.py), of this person. The newest ten that
    are over are kept."""
    return f"omega:jobs:{owner}"


def job_answers(owner: str) -> str:
    """Hash: a job's number → what it was answered (JSON). Kept with the job."""
    return f"omega:job-answers:{owner}"


def job_parts(number: int) -> str:
    """Hash: ``part:`` and its place → what is to be done, ``done:`` → what came of it (JSON), ``tries:`` → how often it
    was begun (services/jobs/book.py). It names nobody. Removed with the end of the job, else three days after it was
    made."""
    return f"omega:job-parts:{number}"


OPEN_JOBS = "omega:jobs-open"
"""Hash: the number of a job that is under way, or whose end was not told yet → whose it is (JSON)."""

JOB_NUMBER = "omega:jobs-number"
"""Number: the last that a job was given. Kept for good."""

QUEUE = "omega:queue"
"""All keys that begin so are the queue's (services/jobs/queue.py): which part of which job is to be looked at. They
name nobody, and can be lost: what is missing there is put back from the jobs."""


def subscriptions(subject: str) -> str:
    """Hash: a place's id → the place (JSON, services/notifications/places.py). Kept until it ends its subscription."""
    return f"omega:subscriptions:{subject}"


CLOSED_TO_ALERTS = "omega:closed-to-alerts"
"""Hash: the id of a channel or server in which people's alerts are not told (services/notifications/places.py) →
nothing. Removed once an admin lets them in again."""

QUIET = "omega:quiet"
"""Hash: the id of a person or channel → their quiet hours (JSON, services/notifications/quiet.py). Kept until they end
them."""


def waiting(place: str) -> str:
    """Stream: ``event`` and ``to``, what waits to be told at the place with this id, in its order
    (services/notifications/mailbox.py). Each is removed once it was told."""
    return f"omega:waiting:{place}"


SENDING = "omega:sending"
"""Hash: a place's id → what is being told there (JSON, services/notifications/mailbox.py). Removed once it was."""

DEAD_LETTERS = "omega:dead-letters"
"""Hash: a number → an event that could not be told, where, and why (JSON, services/notifications/mailbox.py). The
newest 1,000 are kept, until they are sent again or let go of."""

DEAD_LETTER_NUMBER = "omega:dead-letters-number"
"""Number: the last that a dead letter was given. Kept for good."""

THREADS = "omega:threads"
"""Hash: a channel's id and a symbol, with a space between them → the id of the thread there for this market
(cogs/_threads.py). Kept until it is found to be gone."""


def rate(asker: str) -> str:
    """Number: when the asker's bucket is full again, in ms since 1970 (services/store/rate.py). Gone when it is.

    In a cluster all askers' lie together, since one step adds to several. What is written so often is long in the
    store's files, so the key is made of the asker's id, and does not have it.
    """
    return f"omega:{{rate}}:{sha256(asker.encode()).hexdigest()[:32]}"


def told(event: str, place: str) -> str:
    """Text: the id of the message by which the place with this id was told of the event with this key; empty while it
    waits, and where it was told past the outbox (services/notifications/mailbox.py). Kept for eight days."""
    return f"omega:told:{event}:{place}"


MEMORY = "omega:memory"
"""Stream: an entry for each judged decision of an agent: the situation as a vector, what was decided and what came of
it (services/brain/memory.py). Written in one step with the record of what came of it. It names no account and nobody,
has no size and no cash, and outlives who is forgotten. The newest 200,000 to 220,000 are kept."""


def ai_spend(day: str) -> str:
    """Hash: ``dollars`` (a billionth each), ``tokens`` and ``calls`` that the model took on this day (UTC, by the
    machine's clock), calls that nobody settled at the most that they can have cost (services/brain/spend.py). Kept for
    40 days; it is nobody's."""
    return f"omega:ai-spend:{day}"


SWITCHES = "omega:switches"
"""Hash: a switch and its scope (``kill|place:discord:9``) → since when it is on, why, and who switched it, by the name
that the audit log knows them by (JSON, services/orders/switches.py). Removed when it is switched off."""

HEARTBEAT = "omega:heartbeat"
"""Hash: a part of the desk → since when it is silent (JSON, services/house/heartbeat.py). Removed when it is back."""

BEATS = "omega:beats"
"""Hash: a part of the desk → when it was last seen to live (ISO 8601, services/house/beats.py; ``gateway``:
services/house/heartbeat.py). Removed when it is told to end."""


def connected(shard: int) -> str:
    """Text, empty: this part of Discord's servers is connected (bot/shards.py). Gone three seconds after the last sign
    of it."""
    return f"omega:connected:{shard}"


Kind = Literal[
    "voice",
    "settings",
    "place",
    "accounts",
    "journal",
    "open",
    "agents",
    "leaderboard",
    "learning",
    "class",
    "alerts",
    "watchlists",
    "schedules",
    "jobs",
    "notifications",
    "told",
    "untold",
    "owed replies",
    "greeted",
    "audit",
    "rate",
]
"""What is kept of people. The words for each are in personas/about/_privacy.py."""


@dataclass(frozen=True, slots=True)
class OfPeople:
    """What is kept of people: of a person's id ``key`` makes the key, in which ``*`` is any text, and ``field`` the
    field of a hash that is theirs.

    Without a field all under the key is theirs; ``ANY`` is each field whose value has their id. ``seconds``: it is gone
    by itself after so long at most. ``passes``: so soon that it is left to do so.
    """

    kind: Kind
    key: Callable[[str], str]
    field: Callable[[str], str] | None = None
    seconds: float | None = None
    passes: bool = False


ANY: Final = "*"
OF_PEOPLE: Final = (
    OfPeople("voice", lambda _: VOICES, lambda person: f"user:{person}"),
    OfPeople("settings", lambda _: PREFERENCES, lambda person: person),
    OfPeople("place", lambda _: PLACES, lambda person: person),
    OfPeople("accounts", accounts_of),
    OfPeople("journal", journals_of),
    OfPeople("open", lambda _: ACTIVE_ACCOUNTS, lambda _: ANY),
    OfPeople("agents", lambda _: AGENTS, lambda _: ANY),
    OfPeople("leaderboard", lambda _: leaderboard(ANY), lambda person: person),
    OfPeople("learning", learner),
    OfPeople("class", lambda _: class_of(ANY), lambda person: person),
    OfPeople("alerts", alerts),
    OfPeople("alerts", lambda _: ALERT_OWNERS, lambda person: person),
    OfPeople("alerts", lambda _: ALERT_CHANGES, lambda _: ANY),
    OfPeople("watchlists", watchlists),
    OfPeople("watchlists", lambda _: WATCHLIST_CODES, lambda _: ANY),
    OfPeople("schedules", schedules),
    OfPeople("schedules", lambda _: SCHEDULE_OWNERS, lambda _: ANY),
    OfPeople("jobs", jobs),
    OfPeople("jobs", job_answers),
    OfPeople("jobs", lambda _: OPEN_JOBS, lambda _: ANY),
    OfPeople("notifications", lambda _: subscriptions(ANY), lambda person: person),
    OfPeople("notifications", lambda _: QUIET, lambda person: person),
    OfPeople("told", lambda person: told(ANY, person), seconds=8 * 86_400.0),
    OfPeople("untold", waiting),
    OfPeople("untold", lambda _: SENDING, lambda person: person),
    OfPeople("untold", lambda _: DEAD_LETTERS, lambda _: ANY),
    OfPeople("owed replies", lambda _: pending_replies(ANY), lambda _: ANY, seconds=900.0),
    OfPeople("greeted", lambda _: GREETED, lambda person: person),
    OfPeople("audit", lambda _: PSEUDONYMS, lambda person: person),
    OfPeople("rate", rate, seconds=60.0, passes=True),
)
"""All of it. A new key that is somebody's has a line here; a test asks everything of the desk as one person, has them
forgotten, and looks for them in the whole store and in its files."""

NOT_IN_BACKUPS: Final = (
    "omega:lease:*}",  # whoever held one then, does not now; its token stays, so that tokens only grow
    RESTORING,
    FORGOTTEN_SINCE,
    REWRITE_OWED,  # of the files of the store that it was
    BEATS,
    HEARTBEAT,  # signs of life of processes of that time
    "omega:promises:*",  # was answered since then, or is too late for it
    "omega:{rate}:*",
    "omega:thought:*",  # gone within two bars
    "omega:queue*",  # what is under way; a job's own record says what is left to do
    "omega:market:*",
    "omega:sky:*",  # can be had anew
    COMMANDS,  # Discord may have been told others since then
)
"""Patterns of keys that are in no backup: what is true only while processes live, and what is made anew by itself."""


_NOT_IN_BACKUPS = re.compile("|".join(map(translate, NOT_IN_BACKUPS)))


def in_backups(key: str) -> bool:
    """Whether ``key`` is in backups."""
    return _NOT_IN_BACKUPS.match(key) is None
