"""The signals there are, as the store has them."""

import structlog
from pydantic import ValidationError

from services.core.errors import UnknownSignal
from services.signals.record import Signal
from services.store import keys
from services.store.store import Store

log = structlog.get_logger(__name__)


class SignalBook:
    """Where signals are kept. Its methods raise ``StoreUnavailable``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def by_id(self, id: str) -> Signal | None:  # noqa: A002 (an id is what it is)
        (held,) = await self._store.hash_get(keys.SIGNALS, [id])
        return None if held is None else _read(held)

    async def of(self, place: str) -> list[Signal]:
        """Those of ``place``, in the order of the alphabet."""
        held = map(_read, (await self._store.hash_all(keys.SIGNALS)).values())
        return sorted((each for each in held if each is not None and each.place == place), key=lambda each: each.name)

    async def named(self, place: str, name: str) -> Signal:
        """The one that ``place`` calls ``name``.

        Raises:
            UnknownSignal: there is none.
        """
        known = await self.of(place)
        found = next((each for each in known if each.name == name.strip().lower()), None)
        if found is None:
            raise UnknownSignal(signal=name, known=tuple(each.name for each in known))
        return found

    async def seen(self) -> dict[str, int]:
        """When each last came in (UTC ms), by its id."""
        return {id: int(at) for id, at in (await self._store.hash_all(keys.SIGNALS_SEEN)).items()}  # noqa: A001


def _read(text: str) -> Signal | None:
    try:
        return Signal.model_validate_json(text)
    except ValidationError:
        log.error("a signal cannot be read")
        return None
