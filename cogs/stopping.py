"""/limits, /pause, /flatten, /killswitch"""

from cogs._cog import Cog
from services.orders.flatten import Flatten
from services.orders.own_limits import Limits
from services.orders.stop import KillSwitch, Pause


class StoppingCommands(Cog, requests=(Limits, Pause, Flatten, KillSwitch)):
    """What limits trading, and what stops it."""
