"""/price and /chart."""

from cogs._cog import Cog
from services.studies.chart import Chart
from services.studies.price import Price


class Market(Cog, requests=(Price, Chart)):
    """Prices and charts."""
