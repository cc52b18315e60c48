"""Up to when each market and the sky were looked at: whoever takes over goes on from there."""

from collections.abc import Set

from services.store import keys
from services.store.store import Encodable, Store


class Seen:
    """As it is kept in ``store``, and what is to be written there. Methods that wait raise ``StoreUnavailable``."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[str, int] = {}
        self._new: dict[str, int] = {}

    async def read(self) -> None:
        """As it is kept; what was not written is forgotten."""
        self._new.clear()
        self._kept = {name: int(at) for name, at in (await self._store.hash_all(keys.ALERTS_SEEN)).items()}

    def get(self, name: str, now: int) -> int | None:
        """Up to when it was looked at (UTC ms); ``None``: never, or by a clock that went before this one: of a replay
        that is begun again."""
        at = self._new.get(name, self._kept.get(name))
        return None if at is None or at > now else at

    def put(self, name: str, at: int) -> None:
        """It was, up to ``at``; from the next ``write`` on for others too."""
        if self._new.get(name, self._kept.get(name)) != at:
            self._new[name] = at

    async def write(self) -> None:
        if not self._new:
            return
        new = dict[Encodable, Encodable](self._new.items())
        await self._store.call(lambda client: client.hset(keys.ALERTS_SEEN, mapping=new))
        self._kept.update(self._new)
        self._new.clear()

    async def keep_only(self, names: Set[str]) -> None:
        """Forget what nobody looks at any more: where somebody does again, it begins anew."""
        gone = self._kept.keys() - names
        if gone:
            await self._store.call(lambda client: client.hdel(keys.ALERTS_SEEN, *gone))
            for name in gone:
                del self._kept[name]
        for name in self._new.keys() - names:
            del self._new[name]
