"""/notify …"""

from cogs._cog import GroupCog
from services.house.subscriptions import NotifyList, NotifySet


class NotifyCommands(GroupCog, name="notify", requests=(NotifySet, NotifyList)):
    """What the desk tells you by itself"""
