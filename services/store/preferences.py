"""What people set for themselves, as it is kept."""

from collections.abc import Sequence
from typing import Final, Protocol

import structlog
from pydantic import ValidationError

from services.core.cache import Cache
from services.core.errors import StoreUnavailable
from services.core.preferences import NO_PREFERENCES, Preferences
from services.core.principal import Principal
from services.store.keys import PREFERENCES

REMEMBERED_SECONDS: Final = 5.0
"""How long what somebody chose is taken to be still so; another process may have changed it."""
REMEMBERED_ASKERS: Final = 4_096

log = structlog.get_logger(__name__)


class PreferenceStore(Protocol):
    """Where preferences are kept; raises ``StoreUnavailable``."""

    async def hash_get(self, key: str, fields: Sequence[str]) -> list[str | None]: ...


class KeptPreferences:
    """The preferences of each person."""

    def __init__(self, store: PreferenceStore) -> None:
        self._store = store
        self._remembered: Cache[str, Preferences] = Cache(REMEMBERED_ASKERS)

    async def of(self, principal: Principal) -> Preferences:
        """What ``principal`` has set. While the store is away, it is as if they had set nothing."""
        try:
            return await self._remembered.get(principal.id, lambda: self.look_up(principal), REMEMBERED_SECONDS)
        except StoreUnavailable:
            return NO_PREFERENCES

    async def look_up(self, principal: Principal) -> Preferences:
        """The same, as it is in the store now.

        Raises:
            StoreUnavailable: it does not answer.
        """
        (kept,) = await self._store.hash_get(PREFERENCES, [principal.id])
        if kept is None:
            return NO_PREFERENCES
        try:
            return Preferences.model_validate_json(kept)
        except ValidationError:  # what another version wrote
            log.error("preferences cannot be read")
            return NO_PREFERENCES

    def forget(self) -> None:
        """Look them up anew."""
        self._remembered.forget()
