"""The sky: where its bodies stand, what they do next, and what history says of it."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

from analytics.sky.phase import phase
from services.base import Asker, Clock, Handler, Request, Service
from services.cosmic.almanac import Almanac
from services.cosmic.aspects import CosmicAspects, CosmicAspectsAnswer, cosmic_aspects
from services.cosmic.calendar import CosmicCalendar, CosmicCalendarAnswer, cosmic_calendar, last_of
from services.cosmic.dates import sky_time, within_sky
from services.cosmic.facts import MoonPhaseFacts, phase_facts
from services.cosmic.hours import CosmicHours, CosmicHoursAnswer, cosmic_hours
from services.cosmic.kinds import parse_kinds
from services.cosmic.moon import AHEAD, BEHIND, CosmicMoon, CosmicMoonAnswer, cosmic_moon
from services.cosmic.natal import CosmicNatal, CosmicNatalAnswer, cosmic_natal
from services.cosmic.next import CosmicNext, CosmicNextAnswer, cosmic_next, last_looked_at
from services.cosmic.now import CosmicFactors, CosmicNow, CosmicNowAnswer, cosmic_now, current_factors
from services.cosmic.place import CosmicPlace, CosmicPlaceAnswer, Places
from services.cosmic.retrograde import (
    CosmicRetrograde,
    CosmicRetrogradeAnswer,
    cosmic_retrograde,
    is_mercury_retrograde,
    reach,
)
from services.store.store import Store


class CosmicService(Service):
    """Facts of the sky at the time that ``clock`` shows, or at another that is asked for."""

    subject = "cosmic"

    def __init__(self, store: Store, clock: Clock, almanac: Almanac | None = None) -> None:
        self._store = store
        self._almanac = almanac or Almanac(store)
        self._clock = clock
        self._places = Places(store)

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {
            CosmicNow: self.now,
            CosmicAspects: self.aspects,
            CosmicNatal: self.natal,
            CosmicRetrograde: self.retrograde,
            CosmicCalendar: self.calendar,
            CosmicNext: self.next,
            CosmicMoon: self.moon,
            CosmicPlace: self.place,
            CosmicHours: self.hours,
        }

    async def now(self, request: CosmicNow, _asker: Asker) -> CosmicNowAnswer:
        """The sky at ``date``.

        Raises:
            InvalidRequest: ``date`` is no day or time.
            OutsideSky: the ephemeris does not reach it.
        """
        return await asyncio.to_thread(cosmic_now, sky_time(request.date, self._clock()))

    async def aspects(self, request: CosmicAspects, _asker: Asker) -> CosmicAspectsAnswer:
        """Aspects in force at ``date``.

        Raises:
            InvalidRequest: ``date`` is no day or time.
            OutsideSky: the ephemeris does not reach it.
        """
        time = sky_time(request.date, self._clock())
        return await asyncio.to_thread(cosmic_aspects, time, request.orb, minor=request.minor)

    async def natal(self, request: CosmicNatal, _asker: Asker) -> CosmicNatalAnswer:
        """Transits at ``date`` to the chart of Bitcoin's first block.

        Raises:
            InvalidRequest: ``date`` is no day or time.
            OutsideSky: the ephemeris does not reach it.
        """
        return await asyncio.to_thread(cosmic_natal, sky_time(request.date, self._clock()))

    async def retrograde(self, request: CosmicRetrograde, _asker: Asker) -> CosmicRetrogradeAnswer:
        """Which planets go back at ``date``, and their periods over a year.

        Raises:
            InvalidRequest: ``date`` is no day or time.
            OutsideSky: the ephemeris does not reach it.
        """
        at = sky_time(request.date, self._clock())
        events = await self._almanac.between(*reach(at))
        return await asyncio.to_thread(cosmic_retrograde, events, at)

    async def calendar(self, request: CosmicCalendar, _asker: Asker) -> CosmicCalendarAnswer:
        """The events of ``days`` from ``date`` on.

        Raises:
            InvalidRequest: ``date`` is no day or time, or ``kinds`` names none there is.
            OutsideSky: the ephemeris does not reach ``date``.
        """
        kinds, start = parse_kinds(request.kinds), sky_time(request.date, self._clock())
        events = await self._almanac.between(start, last_of(start, request.days))
        return await asyncio.to_thread(cosmic_calendar, events, start, request.days, kinds, export=request.export)

    async def next(self, request: CosmicNext, _asker: Asker) -> CosmicNextAnswer:
        """The next event of each kind after ``date``.

        Raises:
            InvalidRequest: ``date`` is no day or time.
            OutsideSky: the ephemeris does not reach it.
        """
        start = sky_time(request.date, self._clock())
        return cosmic_next(await self._almanac.between(start, last_looked_at(start)), start)

    async def get_current_factors(self, time: datetime | None = None) -> CosmicFactors:
        """All that is current in the sky at ``time``, by default now.

        Raises:
            OutsideSky: the ephemeris does not reach it.
        """
        return await asyncio.to_thread(current_factors, within_sky(time or self._clock()))

    async def get_moon_phase(self, time: datetime | None = None) -> MoonPhaseFacts:
        """The Moon's phase at ``time``, by default now.

        Raises:
            OutsideSky: the ephemeris does not reach it.
        """
        return phase_facts(await asyncio.to_thread(phase, within_sky(time or self._clock())))

    async def moon(self, request: CosmicMoon, _asker: Asker) -> CosmicMoonAnswer:
        """The Moon at ``date``.

        Raises:
            InvalidRequest: ``date`` is no day or time.
            OutsideSky: the ephemeris does not reach it.
        """
        at = sky_time(request.date, self._clock())
        events = await self._almanac.between(at - BEHIND, at + AHEAD)
        return await asyncio.to_thread(cosmic_moon, at, events)

    async def place(self, request: CosmicPlace, asker: Asker) -> CosmicPlaceAnswer:
        """Keep ``asker``'s place, or remove it.

        Raises:
            UnknownPlace: no city is called that.
            InvalidRequest: these are no coordinates on the Earth.
        """
        place, others = await self._places.put(asker, request.place)
        return CosmicPlaceAnswer(as_of=self._clock(), place=place, others=others)

    async def hours(self, request: CosmicHours, asker: Asker) -> CosmicHoursAnswer:
        """The planetary hours at ``asker``'s place.

        Raises:
            NoPlace: they have not said where they are.
            InvalidRequest: ``date`` is no day or time.
            OutsideSky: the ephemeris does not reach it.
        """
        place = await self._places.of(asker)
        return await asyncio.to_thread(cosmic_hours, place, request.date, self._clock())

    async def is_mercury_retrograde(self, time: datetime | None = None) -> bool:
        """Whether Mercury goes back at ``time``, by default now.

        Raises:
            OutsideSky: the ephemeris does not reach it.
        """
        return await asyncio.to_thread(is_mercury_retrograde, within_sky(time or self._clock()))
