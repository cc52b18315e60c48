"""/fib …"""

from cogs._cog import GroupCog
from services.studies.fib_confluence import FibConfluence
from services.studies.fib_evidence import FibEvidence
from services.studies.fib_extensions import FibExtensions
from services.studies.fib_harmonics import FibHarmonics
from services.studies.fib_levels import FibLevels
from services.studies.fib_time import FibTime


class FibonacciCommands(
    GroupCog, name="fib", requests=(FibLevels, FibExtensions, FibConfluence, FibTime, FibHarmonics, FibEvidence)
):
    """Fibonacci levels of a market"""
