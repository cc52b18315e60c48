"""/buy, /sell, /close and /cancel"""

from cogs._cog import Cog
from services.orders.cancel import Cancel
from services.orders.close import Close
from services.orders.entry import Buy, Sell


class TradingCommands(Cog, requests=(Buy, Sell, Close, Cancel)):
    """Orders on your paper account"""
