"""/fib …"""

from typing import Any

from discord import Interaction, app_commands
from discord.app_commands import Range

from cogs._cog import GroupCog
from cogs._options import Symbol, Timeframe
from services.studies.fib_confluence import FibConfluence
from services.studies.fib_evidence import FibEvidence
from services.studies.fib_extensions import FibExtensions
from services.studies.fib_harmonics import FibHarmonics
from services.studies.fib_levels import FibLevels
from services.studies.fib_time import FibTime


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

    @app_commands.command(description=FibExtensions.summary)
    @app_commands.describe(
        symbol="A market, such as BTC/USDT or just btc",
        timeframe="How long one candle lasts, such as 15m, 4h or 1d",
        lookback="In how many candles to look for the three turns",
    )
    async def extensions(
        self,
        interaction: Interaction[Any],
        symbol: Symbol,
        timeframe: Timeframe | None = None,
        lookback: Range[int, 20, 1000] | None = None,
    ) -> None:
        await self.reply(interaction, FibExtensions, symbol=symbol, timeframe=timeframe, lookback=lookback)

    @app_commands.command(description=FibConfluence.summary)
    @app_commands.describe(
        symbol="A market, such as BTC/USDT or just btc",
        timeframe="How long one candle lasts, such as 15m, 4h or 1d",
        lookback="In how many candles of each timeframe to look for swings",
    )
    async def confluence(
        self,
        interaction: Interaction[Any],
        symbol: Symbol,
        timeframe: Timeframe | None = None,
        lookback: Range[int, 20, 1000] | None = None,
    ) -> None:
        await self.reply(interaction, FibConfluence, symbol=symbol, timeframe=timeframe, lookback=lookback)

    @app_commands.command(description=FibTime.summary)
    @app_commands.describe(
        symbol="A market, such as BTC/USDT or just btc",
        timeframe="How long one candle lasts, such as 15m, 4h or 1d",
        lookback="In how many candles to look for the swing",
    )
    async def time(
        self,
        interaction: Interaction[Any],
        symbol: Symbol,
        timeframe: Timeframe | None = None,
        lookback: Range[int, 20, 1000] | None = None,
    ) -> None:
        await self.reply(interaction, FibTime, symbol=symbol, timeframe=timeframe, lookback=lookback)

    @app_commands.command(description=FibHarmonics.summary)
    @app_commands.describe(
        symbol="A market, such as BTC/USDT or just btc",
        timeframe="How long one candle lasts, such as 15m, 4h or 1d",
        lookback="In how many candles to look for patterns",
    )
    async def harmonics(
        self,
        interaction: Interaction[Any],
        symbol: Symbol,
        timeframe: Timeframe | None = None,
        lookback: Range[int, 100, 1000] | None = None,
    ) -> None:
        await self.reply(interaction, FibHarmonics, symbol=symbol, timeframe=timeframe, lookback=lookback)

    @app_commands.command(description=FibEvidence.summary)
    @app_commands.describe(
        symbol="A market, such as BTC/USDT or just btc",
        timeframe="How long one candle lasts, such as 15m, 4h or 1d",
        lookback="How many candles of history to look at",
    )
    async def evidence(
        self,
        interaction: Interaction[Any],
        symbol: Symbol,
        timeframe: Timeframe | None = None,
        lookback: Range[int, 1000, 20000] | None = None,
    ) -> None:
        await self.reply(interaction, FibEvidence, symbol=symbol, timeframe=timeframe, lookback=lookback)
