"""/fib …"""

from typing import Any

from discord import Interaction, app_commands
from discord.app_commands import Range

from cogs._cog import GroupCog
from cogs._options import Symbol, Timeframe
from services.fibonacci.levels import FibLevels


class Fibonacci(GroupCog, group_name="fib", group_description="Fibonacci levels of a market"):
    """Fibonacci analyses."""

    @app_commands.command(description=FibLevels.summary)
    @app_commands.describe(
        symbol="A market, such as BTC/USDT or just btc",
        timeframe="How long one candle lasts, such as 15m, 4h or 1d",
        lookback="In how many candles to look for the swing",
    )
    async def levels(
        self,
        interaction: Interaction[Any],
        symbol: Symbol,
        timeframe: Timeframe | None = None,
        lookback: Range[int, 20, 1000] | None = None,
    ) -> None:
        await self.reply(interaction, FibLevels, symbol=symbol, timeframe=timeframe, lookback=lookback)
