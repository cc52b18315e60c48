"""/price and /chart."""

from typing import Any, Literal

from discord import Interaction, app_commands
from discord.app_commands import Range

from cogs._cog import Cog
from cogs._options import Symbol, Timeframe
from services.studies.chart import Chart
from services.studies.price import PriceNow


class Market(Cog):
    """Prices and charts."""

    @app_commands.command(description=PriceNow.summary)
    @app_commands.describe(symbol="A market, such as BTC/USDT or just btc")
    async def price(self, interaction: Interaction[Any], symbol: Symbol) -> None:
        await self.reply(interaction, PriceNow, symbol=symbol)

    @app_commands.command(description=Chart.summary)
    @app_commands.describe(
        symbol="A market, such as BTC/USDT or just btc",
        timeframe="How long one candle lasts, such as 15m, 4h or 1d",
        bars="How many candles to show",
        overlay="What to mark on the candles: cosmic events, which have no weight in any decision",
    )
    async def chart(
        self,
        interaction: Interaction[Any],
        symbol: Symbol,
        timeframe: Timeframe | None = None,
        bars: Range[int, 20, 300] | None = None,
        overlay: Literal["cosmic"] | None = None,
    ) -> None:
        await self.reply(interaction, Chart, symbol=symbol, timeframe=timeframe, bars=bars, overlay=overlay)
