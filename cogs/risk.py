"""/risk …"""

from cogs._cog import GroupCog
from services.studies.risk_size_facts import RiskSize
from services.studies.risk_var import RiskVar


class RiskCommands(GroupCog, name="risk", requests=(RiskSize, RiskVar)):
    """What may be lost, and how much to hold for it"""
