"""/watchlist …"""

from cogs._cog import GroupCog
from services.watchlists.boards import WatchlistBoard
from services.watchlists.changing import WatchlistAdd, WatchlistRemove
from services.watchlists.sharing import WatchlistShare
from services.watchlists.showing import WatchlistList, WatchlistShow


class WatchlistCommands(
    GroupCog,
    name="watchlist",
    requests=(WatchlistShow, WatchlistAdd, WatchlistRemove, WatchlistList, WatchlistShare, WatchlistBoard),
):
    """Markets that you look at together"""
