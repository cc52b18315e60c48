"""/performance, /leaderboard and /ranked"""

from cogs._cog import Cog
from services.orders.leaderboard import Leaderboard, Ranked
from services.orders.performance import Performance


class PerformanceCommands(Cog, requests=(Performance, Leaderboard, Ranked)):
    """How accounts did, and who did best."""
