"""/signals …"""

from cogs._cog import GroupCog
from services.signals.managing import SignalAdd, SignalDelete, SignalList
from services.signals.mapping import SignalMap, SignalUnmap


class SignalCommands(GroupCog, name="signals", requests=(SignalAdd, SignalList, SignalDelete, SignalMap, SignalUnmap)):
    """Signals that other programs send to this server"""
