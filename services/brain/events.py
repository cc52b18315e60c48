"""What is told of the agent: that somebody is asked, what it did, and that its level fell back."""

from typing import ClassVar

from analytics.trading.agent_records import Level
from services.accounts.naming import MAIN, PAPER, SERVER, AccountId
from services.brain.facts import Told
from services.core.events import Event


class _OfAccount(Event):
    """Told to ``person``, whose account it is, or in the channels of ``server``, which shares it."""

    account: str
    """What people call it."""
    person: str | None
    server: str | None

    @property
    def for_person(self) -> str | None:
        return self.person

    @property
    def for_server(self) -> str | None:
        return self.server

    @property
    def for_account(self) -> str | None:
        owner = self.person or f"{SERVER}:{self.server}"
        return str(AccountId(PAPER, owner, "" if self.account in (MAIN, SERVER) else self.account))


class ApprovalAsked(_OfAccount):
    """A decision waits for somebody; ``reminder``: it has waited for some time."""

    subject: ClassVar[str] = "approvals"

    currency: str
    decision: Told
    reminder: bool = False


class DecisionTold(_OfAccount):
    """What the agent saw (assistant), ordered by itself, or could not order (``decision.facts.why``)."""

    subject: ClassVar[str] = "decisions"

    currency: str
    decision: Told


class AutonomyDropped(_OfAccount):
    """The level of an account fell back by itself."""

    subject: ClassVar[str] = "risk"

    level: Level
    was: Level
    reason: str
