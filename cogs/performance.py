"""/performance, /leaderboard and /ranked"""

from cogs._cog import Cog
from services.portfolio.leaderboard import Leaderboard, Ranked
from services.portfolio.performance_facts import Performance


class PerformanceCommands(Cog, requests=(Performance, Leaderboard, Ranked)):
    """How accounts did, and who did best."""
