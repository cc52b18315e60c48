"""/status and /help."""

from cogs._cog import Cog
from services.house.status import Help, Status


class DeskCommands(Cog, requests=(Status, Help)):
    """The desk itself."""
