"""/price and /chart."""

from cogs._cog import Cog
from services.studies.chart import Chart
from services.studies.price import PriceNow


class Market(Cog, requests=(PriceNow, Chart)):
    """Prices and charts."""
