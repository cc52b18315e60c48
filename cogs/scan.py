"""/scan"""

from typing import Any

from discord import Interaction, app_commands
from discord.app_commands import Range

from cogs._cog import Cog
from cogs._options import Condition, Timeframes, Universe
from services.studies.scan_facts import Scan


class Scanner(Cog):
    """Scans of many markets."""

    @app_commands.command(description=Scan.summary)
    @app_commands.describe(
        where="What must hold, such as rsi14 < 30 and near fib 0.618",
        timeframes="One to three, such as 1h,4h",
        universe="The markets to look at, such as btc,eth,sol, or all",
        page="Which ten of the matches to show",
    )
    async def scan(
        self,
        interaction: Interaction[Any],
        where: Condition,
        timeframes: Timeframes | None = None,
        universe: Universe | None = None,
        page: Range[int, 1, 1000] | None = None,
    ) -> None:
        await self.reply(interaction, Scan, where=where, timeframes=timeframes, universe=universe, page=page)
