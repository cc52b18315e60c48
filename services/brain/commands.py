"""The stream of proposals, from whoever thinks to whoever holds the account."""

from services.brain.proposal import Proposal
from services.store.store import Store


class Commands:
    """Proposals that wait for an executor."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def send(self, proposal: Proposal) -> None:
        """Put it into the stream.

        Raises:
            StoreUnavailable: it may be there or not; sent again it is known by its id.
        """
        raise NotImplementedError
