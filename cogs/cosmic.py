"""/cosmic …"""

from typing import Any

from discord import Interaction, app_commands
from discord.app_commands import Range

from cogs._cog import GroupCog
from cogs._options import Place, SkyDate, SkyKinds, Symbol, Timeframe
from services.cosmic.aspects import CosmicAspects
from services.cosmic.calendar import CosmicCalendar
from services.cosmic.evidence import Chosen, CosmicEvidence
from services.cosmic.hours import CosmicHours
from services.cosmic.moon import CosmicMoon
from services.cosmic.natal import CosmicNatal
from services.cosmic.next import CosmicNext
from services.cosmic.now import CosmicNow
from services.cosmic.place import CosmicPlace
from services.cosmic.retrograde import CosmicRetrograde

DATE = "A day or a time in UTC, such as 2024-03-20 or 2024-03-20T03:06; now where it is left out"


class Cosmic(GroupCog, group_name="cosmic", group_description="The sky, exact, and what it is worth"):
    """Facts of the sky, and what history says of them."""

    @app_commands.command(description=CosmicNow.summary)
    @app_commands.describe(date=DATE)
    async def now(self, interaction: Interaction[Any], date: SkyDate | None = None) -> None:
        await self.reply(interaction, CosmicNow, date=date)

    @app_commands.command(description=CosmicAspects.summary)
    @app_commands.describe(
        date=DATE,
        orb="How wide the orbs are, as a multiple of the usual ones",
        minor="Whether minor aspects count too",
    )
    async def aspects(
        self,
        interaction: Interaction[Any],
        date: SkyDate | None = None,
        orb: Range[float, 0.5, 2.0] | None = None,
        minor: bool | None = None,
    ) -> None:
        await self.reply(interaction, CosmicAspects, date=date, orb=orb, minor=minor)

    @app_commands.command(description=CosmicNatal.summary)
    @app_commands.describe(date=DATE)
    async def natal(self, interaction: Interaction[Any], date: SkyDate | None = None) -> None:
        await self.reply(interaction, CosmicNatal, date=date)

    @app_commands.command(description=CosmicRetrograde.summary)
    @app_commands.describe(date=DATE)
    async def retrograde(self, interaction: Interaction[Any], date: SkyDate | None = None) -> None:
        await self.reply(interaction, CosmicRetrograde, date=date)

    @app_commands.command(description=CosmicCalendar.summary)
    @app_commands.describe(
        days="How many days to look ahead",
        kinds="Kinds of event, such as phases, eclipses, stations; or all",
        date="The day to begin with, such as 2024-03-20; now where it is left out",
        export="Whether to attach the events as an .ics file for your calendar",
    )
    async def calendar(
        self,
        interaction: Interaction[Any],
        days: Range[int, 1, 366] | None = None,
        kinds: SkyKinds | None = None,
        date: SkyDate | None = None,
        export: bool | None = None,
    ) -> None:
        await self.reply(interaction, CosmicCalendar, days=days, kinds=kinds, date=date, export=export)

    @app_commands.command(description=CosmicNext.summary)
    @app_commands.describe(date=DATE)
    async def next(self, interaction: Interaction[Any], date: SkyDate | None = None) -> None:
        await self.reply(interaction, CosmicNext, date=date)

    @app_commands.command(description=CosmicMoon.summary)
    @app_commands.describe(date=DATE)
    async def moon(self, interaction: Interaction[Any], date: SkyDate | None = None) -> None:
        await self.reply(interaction, CosmicMoon, date=date)

    @app_commands.command(description=CosmicPlace.summary)
    @app_commands.describe(
        place="A city such as Springfield, IL, or latitude and longitude such as 47.37, 8.54; none forgets it"
    )
    async def place(self, interaction: Interaction[Any], place: Place) -> None:
        await self.reply(interaction, CosmicPlace, place=place)

    @app_commands.command(description=CosmicHours.summary)
    @app_commands.describe(date="A day at your place, such as 2024-03-20; now where it is left out")
    async def hours(self, interaction: Interaction[Any], date: SkyDate | None = None) -> None:
        await self.reply(interaction, CosmicHours, date=date)

    @app_commands.command(description=CosmicEvidence.summary)
    @app_commands.describe(
        symbol="A market, such as BTC/USDT or just btc",
        timeframe="How long one candle lasts, such as 1h, 4h or 1d",
        factor="Which one to look at in depth; all of them where it is left out",
        bars="How many candles of history to look at",
    )
    async def evidence(
        self,
        interaction: Interaction[Any],
        symbol: Symbol,
        timeframe: Timeframe | None = None,
        factor: Chosen | None = None,
        bars: Range[int, 500, 60000] | None = None,
    ) -> None:
        await self.reply(interaction, CosmicEvidence, symbol=symbol, timeframe=timeframe, factor=factor, bars=bars)
