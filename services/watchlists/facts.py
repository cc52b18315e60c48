"""What is told of watchlists."""

from services.core.owners import Owner
from services.core.request import Answer, Frozen
from services.core.units import PercentChange, Price
from services.market.candles import MarketsAnswer
from services.watchlists.book import Whose


class WatchRow(Frozen):
    """A market; ``name`` is its symbol. ``None`` is not known."""

    name: str
    price: Price
    change_24h: PercentChange | None
    high_24h: Price | None
    low_24h: Price | None
    stale: bool
    """Its newest price is old."""
    closes: tuple[float, ...]
    """Of the last hours, oldest first; maybe none."""


class WatchlistAnswer(MarketsAnswer):
    """A list and what its markets do. ``missing`` are those of it that could not be had."""

    called: str
    whose: Whose
    code: str | None
    """By which others may see it; told to its owner alone."""
    rows: tuple[WatchRow, ...]
    missing: tuple[str, ...]
    rising: int
    falling: int
    best: str | None
    """The market of the largest change, and of the smallest; ``None`` where no change is known."""
    worst: str | None
    board: bool = False
    """It stands in a channel and stays up to date."""


class WatchlistChangedAnswer(Answer):
    """What was done to a list, which has ``symbols`` now; none: it is gone."""

    called: str
    owner: Owner
    symbols: tuple[str, ...]
    added: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    """Were in it, and stand elsewhere."""
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    """Were to be added and were in it, or were to be removed and were not."""


class ListFacts(Frozen):
    """One of somebody's lists. ``coded``: it can be seen by a code."""

    name: str
    owner: Owner
    symbols: tuple[str, ...]
    coded: bool


class BoardFacts(Frozen):
    """Which of the server's lists stands in which channel (its id with its door); ``here``: in this one."""

    name: str
    channel: str
    here: bool


class WatchlistListAnswer(Answer):
    """The asker's lists, and the server's; ``left``: how many more the asker may have."""

    lists: tuple[ListFacts, ...]
    boards: tuple[BoardFacts, ...]
    left: int


class WatchlistShareAnswer(Answer):
    """Who can see the list from now on: whoever has the ``code``, the ``server``, or nobody else."""

    called: str
    to: str
    code: str | None
    symbols: tuple[str, ...]
    was_so: bool
    """It was shared like that before."""


class WatchlistBoardAnswer(Answer):
    """Whether the list stands in this channel from now on, and whether it did before."""

    called: str
    symbols: tuple[str, ...]
    on: bool
    was_on: bool
