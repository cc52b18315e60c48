"""/performance"""

from cogs._cog import Cog
from services.orders.performance import Performance


class PerformanceCommands(Cog, requests=(Performance,)):
    """How an account did."""
