"""/price, /chart and /digest."""

from cogs._cog import Cog
from services.studies.chart import Chart
from services.studies.digest import Digest
from services.studies.price import PriceNow


class MarketCommands(Cog, requests=(PriceNow, Chart, Digest)):
    """Prices and charts."""
