"""/risk …"""

from typing import Any, Literal

from discord import Interaction, app_commands
from discord.app_commands import Range

from cogs._cog import GroupCog
from cogs._options import Symbol, Timeframe
from services.studies.risk_size import RiskSize
from services.studies.risk_var import RiskVar


class Risk(GroupCog, group_name="risk", group_description="What may be lost, and how much to hold for it"):
    """Risk of a position, and of a market."""

    @app_commands.command(description=RiskSize.summary)
    @app_commands.describe(
        symbol="A market, such as BTC/USDT or just btc",
        equity="What the account is worth, in the quote currency; only you see the answer",
        risk="Percent of equity that the stop may cost (1 where nothing is said)",
        stop="Where you give up; two average true ranges from the entry where nothing is said",
        side="Long or short; follows from the stop where one is given",
        entry="Where you get in; the newest price where nothing is said",
        timeframe="Whose candles the average true range is of, such as 1h, 4h or 1d",
        leverage="The most that you would use; as much as the size needs where nothing is said",
        fee="Percent of each fill's value",
        slippage="Percent by which each fill may be worse than its price",
        maintenance="The exchange's maintenance margin in percent, for the liquidation price",
        target_volatility="Percent a year, for a size by volatility",
        win_rate="Percent of your trades that win, for Kelly's share",
        payoff="Your mean win over your mean loss, for Kelly's share",
    )
    async def size(
        self,
        interaction: Interaction[Any],
        symbol: Symbol,
        equity: Range[float, 0.0, 1e12],
        risk: Range[float, 0.01, 100.0] | None = None,
        stop: Range[float, 0.0, 1e12] | None = None,
        side: Literal["long", "short"] | None = None,
        entry: Range[float, 0.0, 1e12] | None = None,
        timeframe: Timeframe | None = None,
        leverage: Range[float, 1.0, 125.0] | None = None,
        fee: Range[float, 0.0, 5.0] | None = None,
        slippage: Range[float, 0.0, 10.0] | None = None,
        maintenance: Range[float, 0.0, 20.0] | None = None,
        target_volatility: Range[float, 1.0, 200.0] | None = None,
        win_rate: Range[float, 0.0, 100.0] | None = None,
        payoff: Range[float, 0.0, 1000.0] | None = None,
    ) -> None:
        await self.reply(
            interaction,
            RiskSize,
            symbol=symbol,
            equity=equity,
            risk=risk,
            stop=stop,
            side=side,
            entry=entry,
            timeframe=timeframe,
            leverage=leverage,
            fee=fee,
            slippage=slippage,
            maintenance=maintenance,
            target_volatility=target_volatility,
            win_rate=win_rate,
            payoff=payoff,
        )

    @app_commands.command(description=RiskVar.summary)
    @app_commands.describe(
        symbol="A market, such as BTC/USDT or just btc",
        timeframe="How long one candle lasts, such as 4h or 1d",
        bars="How many returns to judge by",
        horizon="Over how many candles the loss is reckoned",
        confidence="In how many of a hundred cases the loss is to be smaller",
    )
    async def var(
        self,
        interaction: Interaction[Any],
        symbol: Symbol,
        timeframe: Timeframe | None = None,
        bars: Range[int, 60, 2000] | None = None,
        horizon: Range[int, 1, 30] | None = None,
        confidence: Range[float, 90.0, 99.5] | None = None,
    ) -> None:
        await self.reply(
            interaction,
            RiskVar,
            symbol=symbol,
            timeframe=timeframe,
            bars=bars,
            horizon=horizon,
            confidence=confidence,
        )
