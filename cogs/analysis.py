"""/analyze and the analyses that it is made of."""

from typing import Any

from discord import Interaction, app_commands
from discord.app_commands import Range

from cogs._cog import Cog
from cogs._options import Symbol, Timeframe
from services.studies.analyze_facts import Analyze
from services.studies.indicators import Indicators
from services.studies.levels import Levels
from services.studies.patterns import Patterns
from services.studies.regime import Regime


class Analysis(Cog):
    """Analyses of one market."""

    @app_commands.command(description=Analyze.summary)
    @app_commands.describe(
        symbol="A market, such as BTC/USDT or just btc",
        timeframe="How long one candle lasts, such as 15m, 4h or 1d",
        lookback="In how many candles to look",
    )
    async def analyze(
        self,
        interaction: Interaction[Any],
        symbol: Symbol,
        timeframe: Timeframe | None = None,
        lookback: Range[int, 100, 1000] | None = None,
    ) -> None:
        await self.reply(interaction, Analyze, symbol=symbol, timeframe=timeframe, lookback=lookback)

    @app_commands.command(description=Indicators.summary)
    @app_commands.describe(
        symbol="A market, such as BTC/USDT or just btc",
        timeframe="How long one candle lasts, such as 15m, 4h or 1d",
    )
    async def indicators(
        self, interaction: Interaction[Any], symbol: Symbol, timeframe: Timeframe | None = None
    ) -> None:
        await self.reply(interaction, Indicators, symbol=symbol, timeframe=timeframe)

    @app_commands.command(description=Levels.summary)
    @app_commands.describe(
        symbol="A market, such as BTC/USDT or just btc",
        timeframe="How long one candle lasts, such as 15m, 4h or 1d",
        lookback="In how many candles to look",
    )
    async def levels(
        self,
        interaction: Interaction[Any],
        symbol: Symbol,
        timeframe: Timeframe | None = None,
        lookback: Range[int, 50, 1000] | None = None,
    ) -> None:
        await self.reply(interaction, Levels, symbol=symbol, timeframe=timeframe, lookback=lookback)

    @app_commands.command(description=Patterns.summary)
    @app_commands.describe(
        symbol="A market, such as BTC/USDT or just btc",
        timeframe="How long one candle lasts, such as 15m, 4h or 1d",
        lookback="In how many candles to look for chart patterns",
    )
    async def patterns(
        self,
        interaction: Interaction[Any],
        symbol: Symbol,
        timeframe: Timeframe | None = None,
        lookback: Range[int, 100, 1000] | None = None,
    ) -> None:
        await self.reply(interaction, Patterns, symbol=symbol, timeframe=timeframe, lookback=lookback)

    @app_commands.command(description=Regime.summary)
    @app_commands.describe(
        symbol="A market, such as BTC/USDT or just btc",
        timeframe="How long one candle lasts, such as 15m, 4h or 1d",
        lookback="Over how many candles to look back",
    )
    async def regime(
        self,
        interaction: Interaction[Any],
        symbol: Symbol,
        timeframe: Timeframe | None = None,
        lookback: Range[int, 100, 1000] | None = None,
    ) -> None:
        await self.reply(interaction, Regime, symbol=symbol, timeframe=timeframe, lookback=lookback)
