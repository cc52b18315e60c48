"""/settings …"""

from cogs._cog import GroupCog
from services.house.preferences import SettingsSet, SettingsShow


class SettingsCommands(GroupCog, name="settings", requests=(SettingsShow, SettingsSet)):
    """What you set for yourself"""
