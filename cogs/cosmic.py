"""/cosmic …"""

from cogs._cog import GroupCog
from services.cosmic.aspects import CosmicAspects
from services.cosmic.calendar import CosmicCalendar
from services.cosmic.evidence import CosmicEvidence
from services.cosmic.hours import CosmicHours
from services.cosmic.moon import CosmicMoon
from services.cosmic.natal import CosmicNatal
from services.cosmic.next import CosmicNext
from services.cosmic.now import CosmicNow
from services.cosmic.place import CosmicPlace
from services.cosmic.retrograde import CosmicRetrograde


class CosmicCommands(
    GroupCog,
    name="cosmic",
    requests=(
        CosmicNow,
        CosmicAspects,
        CosmicNatal,
        CosmicRetrograde,
        CosmicCalendar,
        CosmicNext,
        CosmicMoon,
        CosmicPlace,
        CosmicHours,
        CosmicEvidence,
    ),
):
    """The sky, exact, and what it is worth"""
