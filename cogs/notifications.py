"""/notifications …"""

from cogs._cog import GroupCog
from services.notifications.failed import NotificationsAgain, NotificationsFailed
from services.notifications.settings import NotificationsList, NotificationsQuiet, NotificationsSet


class NotificationsCommands(
    GroupCog,
    name="notifications",
    requests=(NotificationsSet, NotificationsList, NotificationsQuiet, NotificationsFailed, NotificationsAgain),
):
    """What the desk tells you by itself"""
