"""/privacy and /forget me."""

from cogs._cog import Cog, GroupCog
from services.house.privacy import ForgetMe, Privacy


class PrivacyCommands(Cog, requests=(Privacy,)):
    """What is kept of you."""


class ForgetCommands(GroupCog, name="forget", requests=(ForgetMe,)):
    """Erase what is kept of you"""
