"""What is told of the agent: that somebody is asked, what it did, and that its level fell back."""

from collections.abc import Sequence
from hashlib import sha256
from typing import ClassVar

from analytics.trading.account import Account
from analytics.trading.agent_records import Level, Levelled
from services.accounts.naming import MAIN, PAPER, AccountId
from services.brain.facts import Told
from services.core.events import Event
from services.core.owners import SERVER, of_server, server_of
from services.market.timeframes import from_ms


class _OfAccount(Event):
    """Told to ``person``, whose account it is, or in the channels of ``server``, which shares it."""

    account: str
    """What people call it."""
    person: str | None
    server: str | None

    @property
    def for_account(self) -> str | None:
        owner = self.person or of_server(self.server or "")
        return str(AccountId(PAPER, owner, "" if self.account in (MAIN, SERVER) else self.account))


class _OfDecision(_OfAccount):
    """About a decision."""

    currency: str
    decision: Told

    @property
    def market(self) -> str | None:
        return self.decision.facts.symbol


class ApprovalAsked(_OfDecision):
    """A decision waits for somebody; ``reminder``: it has waited for some time."""

    subject: ClassVar[str] = "approvals"

    reminder: bool = False


class DecisionTold(_OfDecision):
    """What the agent saw (assistant), ordered by itself, or could not order (``decision.facts.why``)."""

    subject: ClassVar[str] = "decisions"


class AutonomyDropped(_OfAccount):
    """The level of an account fell back by itself."""

    subject: ClassVar[str] = "risk"

    level: Level
    was: Level
    reason: str


def asked_event(account: Account, told: Told, at: int, *, reminder: bool = False, of: str = "asked") -> Sequence[Event]:
    """That people are asked. ``of`` makes its key, once a decision."""
    return _event(ApprovalAsked, account, at, f"{told.facts.id} {of}", decision=told, reminder=reminder)


def told_event(account: Account, told: Told, at: int) -> Sequence[Event]:
    """What became of it without anybody's answer."""
    return _event(DecisionTold, account, at, f"{told.facts.id} told", decision=told)


def dropped_event(account: Account, fallen: Levelled) -> Sequence[Event]:
    """That the level fell back."""
    facts = {"level": fallen.level, "was": fallen.was, "reason": fallen.reason}
    return _event(AutonomyDropped, account, fallen.at, fallen.id, **facts)


def _event(kind: type[Event], account: Account, at: int, of: str, **facts: object) -> Sequence[Event]:
    """An event of ``account``; nothing at the shell, which only answers."""
    account_id = AccountId.read(account.id)
    if account_id.of_shell:
        return ()
    content = {
        "key": sha256(f"{account.id} {of}".encode()).hexdigest()[:32],
        "at": from_ms(at),
        "account": account_id.called,
        "person": None if account_id.shared else account_id.owner,
        "server": server_of(account_id.owner),
        **({"currency": account.currency} if "currency" in kind.model_fields else {}),
        **facts,
    }
    return (kind.model_validate(content),)
