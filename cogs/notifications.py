"""/notifications …"""

from cogs._cog import GroupCog
from services.notifications.subscriptions import NotificationsList, NotificationsSet


class NotificationsCommands(GroupCog, name="notifications", requests=(NotificationsSet, NotificationsList)):
    """What the desk tells you by itself"""
