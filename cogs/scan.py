"""/scan"""

from cogs._cog import Cog
from services.scan.facts import Scan


class ScanCommands(Cog, requests=(Scan,)):
    """Scans of many markets."""
