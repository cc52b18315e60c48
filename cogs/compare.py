"""/compare and /correlation."""

from typing import Any

from discord import Interaction, app_commands
from discord.app_commands import Range

from cogs._cog import Cog
from cogs._options import Symbols, Timeframe
from services.studies.compare import Compare as CompareRequest
from services.studies.correlation import Correlation


class Compare(Cog):
    """Several markets side by side."""

    @app_commands.command(description=CompareRequest.summary)
    @app_commands.describe(
        symbols="Two to twelve markets, such as btc, eth, sol",
        timeframe="How long one candle lasts, such as 15m, 4h or 1d",
        bars="Over how many candles",
    )
    async def compare(
        self,
        interaction: Interaction[Any],
        symbols: Symbols | None = None,
        timeframe: Timeframe | None = None,
        bars: Range[int, 20, 1000] | None = None,
    ) -> None:
        await self.reply(interaction, CompareRequest, symbols=symbols, timeframe=timeframe, bars=bars)

    @app_commands.command(description=Correlation.summary)
    @app_commands.describe(
        symbols="Two to twelve markets, such as btc, eth, sol",
        timeframe="How long one candle lasts, such as 15m, 4h or 1d",
        bars="Over how many candles",
    )
    async def correlation(
        self,
        interaction: Interaction[Any],
        symbols: Symbols | None = None,
        timeframe: Timeframe | None = None,
        bars: Range[int, 20, 1000] | None = None,
    ) -> None:
        await self.reply(interaction, Correlation, symbols=symbols, timeframe=timeframe, bars=bars)
