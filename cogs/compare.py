"""/compare and /correlation."""

from cogs._cog import Cog
from services.studies.compare import Compare
from services.studies.correlation import Correlation


class ComparisonCommands(Cog, requests=(Compare, Correlation)):
    """Several markets side by side."""
