"""/welcome, /status and /help."""

from cogs._cog import Cog
from services.house.help import Help
from services.house.status import Status
from services.house.welcome import Welcome


class DeskCommands(Cog, requests=(Welcome, Status, Help)):
    """The desk itself."""
