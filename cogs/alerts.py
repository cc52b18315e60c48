"""/alert …"""

from cogs._cog import GroupCog
from services.alerts.asking import AlertAdd
from services.alerts.editing import AlertDelete, AlertEdit, AlertPause, AlertResume, AlertSnooze
from services.alerts.listing import AlertList


class AlertCommands(
    GroupCog,
    name="alert",
    requests=(AlertAdd, AlertList, AlertEdit, AlertPause, AlertResume, AlertSnooze, AlertDelete),
):
    """What you want to be told of: prices, levels, conditions, the sky, your account"""
