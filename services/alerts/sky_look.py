"""Events of the sky that people are told of, at their time or before."""

from typing import Final

from services.alerts.happened import Found, Since
from services.alerts.reach import Closed
from services.alerts.seen import Seen
from services.alerts.sky_names import concerns
from services.alerts.wanted import Wanted
from services.cosmic.almanac import Almanac
from services.market.timeframes import from_ms, to_ms

SKY: Final = "sky"
"""By what it is kept how far the looks have got."""


class SkyLook:
    """Looks at ``almanac``."""

    def __init__(self, almanac: Almanac, seen: Seen) -> None:
        self._almanac = almanac
        self._seen = seen

    async def look(self, wants: Wanted, since: Since, now: int) -> Found:
        """What was due after the last look, and up to ``now``."""
        found = Found(positions={SKY: now} if wants.sky else {})
        kept = self._seen.get(SKY, now)
        for under, (of, lead) in wants.sky.items():
            begin = min(since(under), now) if kept is None else kept
            events = await self._almanac.between(from_ms(begin + lead + 1), from_ms(now + lead + 1))
            for event in events:
                if concerns(of, event):
                    at = to_ms(event.time)
                    found.items.append(Closed(under, at - lead, f"{under} {at}", detail=event.name))
        return found
