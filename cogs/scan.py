"""/scan"""

from cogs._cog import Cog
from services.studies.scan_facts import Scan


class Scanner(Cog, requests=(Scan,)):
    """Scans of many markets."""
