"""/price and /chart."""

from cogs._cog import Cog
from services.studies.chart import Chart
from services.studies.price import PriceNow


class MarketCommands(Cog, requests=(PriceNow, Chart)):
    """Prices and charts."""
