"""/status and /help."""

from cogs._cog import Cog
from services.house.status import Help, Status


class Desk(Cog, requests=(Status, Help)):
    """The desk itself."""
