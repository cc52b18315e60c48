"""The level of autonomy that stands on every card: of the account that it is about, or of the one in use."""

from typing import Final

import structlog
from pydantic import ValidationError

from analytics.trading.agent_records import Level
from services.accounts.agenda import Agenda
from services.accounts.choice import AccountChoices
from services.accounts.naming import AccountId
from services.core.cache import Cache
from services.core.errors import StoreUnavailable
from services.core.principal import Principal
from services.store import keys
from services.store.store import Store

REMEMBERED: Final = 4_096
LEVEL_SECONDS: Final = 1.0
CHOICE_SECONDS: Final = 5.0

log = structlog.get_logger(__name__)


class ShownLevels:
    """Levels as the store has them, each looked up once in a second at most; ``usual`` is that of an account where none
    was set. What cannot be had is ``None``, so that no card says a wrong one."""

    def __init__(self, choices: AccountChoices, store: Store, usual: Level) -> None:
        self._choices = choices
        self._store = store
        self._usual = usual
        self._in_use: Cache[tuple[str, str | None], AccountId] = Cache(REMEMBERED)
        self._levels: Cache[str, Level | None] = Cache(REMEMBERED)

    async def of(self, principal: Principal) -> Level | None:
        """Of the account that ``principal`` has in use here."""
        try:
            account = await self._in_use.get(
                (principal.id, principal.server), lambda: self._choices.account_in_use(principal), CHOICE_SECONDS
            )
        except StoreUnavailable:
            return None
        return await self.of_account(str(account))

    async def of_account(self, account: str) -> Level | None:
        """Of the account with this id."""
        try:
            return await self._levels.get(account, lambda: self._look_up(account), LEVEL_SECONDS)
        except StoreUnavailable:
            return None

    async def _look_up(self, account: str) -> Level | None:
        (kept,) = await self._store.hash_get(keys.AGENTS, [account])
        if kept is None:
            return self._usual
        try:
            return Agenda.model_validate_json(kept).level or self._usual
        except ValidationError:  # what another version wrote
            log.error("an agenda cannot be read", account=account)
            return None

    def forget(self) -> None:
        """Look them up anew."""
        self._in_use.forget()
        self._levels.forget()
