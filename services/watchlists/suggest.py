"""What is suggested to whoever names a watchlist."""

from services.core.principal import Principal
from services.watchlists.book import MAIN, WatchlistBook, owner_of, owners_of


async def suggest_watchlists(principal: Principal, lists: WatchlistBook) -> list[str]:
    """The lists of ``principal``, then the server's; the main one where there is none."""
    names = [name for owner in owners_of(principal) for name in await lists.of(owner_of(principal, owner))]
    return list(dict.fromkeys(names)) or [MAIN]
