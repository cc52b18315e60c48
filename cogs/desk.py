"""/welcome, /help, /define and /status."""

from cogs._cog import Cog
from services.house.define import Define
from services.house.help import Help
from services.house.status import Status
from services.house.welcome import Welcome


class DeskCommands(Cog, requests=(Welcome, Help, Define, Status)):
    """The desk itself."""
