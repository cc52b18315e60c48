"""/persona …"""

from cogs._cog import GroupCog
from services.house.voices import PersonaList, PersonaShow, PersonaUse


class PersonaCommands(GroupCog, name="persona", requests=(PersonaUse, PersonaList, PersonaShow)):
    """The voice that answers you"""
