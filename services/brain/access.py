"""Which decisions somebody sees, which of them they mean by the first digits of its id, and whether they may answer it.

Where a decision wants two people, somebody who may approve finds it too once the owner of its account has approved it
and told them its id, and is told what became of their answer; nobody else ever sees it.
"""

from dataclasses import dataclass
from typing import Final

from analytics.trading.account import Account
from analytics.trading.agency import Decision
from services.accounts.choice import AccountChoices
from services.accounts.naming import AccountId, paper_account
from services.core.errors import UnknownDecision
from services.core.principal import AGENT, Principal
from services.core.roles import Role
from services.orders.entry import SHORT, short_id
from services.orders.order_desk import OrderDesk

NAMED: Final = 5
"""Decisions that are named to whoever named none of them."""


@dataclass(frozen=True, slots=True)
class Found:
    """``decision`` of ``account``, as the journal has it now."""

    account_id: AccountId
    account: Account
    decision: Decision


async def accounts_seen(principal: Principal, choices: AccountChoices) -> tuple[AccountId, ...]:
    """The accounts that ``principal`` sees here: all of their own, and the server's."""
    found = (paper_account(principal, name) for name in await choices.names(principal))
    return tuple(each for each in found if each is not None)


async def decision_of(text: str, principal: Principal, desk: OrderDesk) -> Found:
    """The one decision that begins with ``text``.

    Raises:
        UnknownDecision: there is none that ``principal`` sees, or there are several.
        StoreUnavailable, JournalBroken: as they say.
    """
    asked, seen = text.strip().lower(), list[Found]()
    for account_id in await accounts_seen(principal, desk.choices):
        account = await desk.account(account_id)
        seen += (Found(account_id, account, each) for each in account.agency.decisions.values())
    found = [each for each in seen if each.decision.id.startswith(asked)]
    if not found and len(asked) >= SHORT and principal.may(Role.APPROVER):
        found = await _of_others(asked, principal, desk)
    if len(found) == 1:
        return found[0]
    newest = sorted(found or seen, key=lambda each: each.decision.at, reverse=True)[:NAMED]
    raise UnknownDecision(decision=text, known=tuple(short_id(each.decision.id) for each in newest))


async def _of_others(asked: str, principal: Principal, desk: OrderDesk) -> list[Found]:
    """Of other people's accounts, the decisions that begin so: those that wait for another, and those that
    ``principal`` has answered, while this process has the account in hand."""
    found = []
    for name, agenda in (await desk.books.agents()).items():
        account_id = AccountId.read(name)
        waits = any(each.id.startswith(asked) for each in agenda.waits)
        if account_id.shared or not (waits or desk.books.held(name)):
            continue
        account, you = await desk.account(account_id), await desk.books.signed(account_id, principal)
        found += [
            Found(account_id, account, each)
            for each in account.agency.decisions.values()
            if each.id.startswith(asked) and (waits_for_another(each, account_id) or you in each.votes)
        ]
    return found


def waits_for_another(decision: Decision, account_id: AccountId) -> bool:
    """Whether ``decision`` is pending and the owner of the account has approved it, so that another has to."""
    return decision.state == "pending" and decision.votes.get(account_id.owner) in ("approve", "modify")


def may_answer(principal: Principal, account_id: AccountId, decision: Decision) -> bool:
    """Whether ``principal``, who sees ``decision``, may answer it: in their own account whoever trades, in a server's
    who may approve there; in somebody else's who may approve, where its owner has and another has to. An agent never
    may."""
    if principal.door == AGENT or decision.state != "pending":
        return False
    if account_id.owner == principal.id:
        return principal.may(Role.TRADER)
    here = account_id == paper_account(principal, account_id.called) if account_id.shared else True
    return here and principal.may(Role.APPROVER) and (account_id.shared or waits_for_another(decision, account_id))


def is_asked(principal: Principal, account_id: AccountId, decision: Decision, you: str) -> bool:
    """Whether ``principal``, whom the account's records call ``you``, may answer ``decision`` and has not yet."""
    return may_answer(principal, account_id, decision) and you not in decision.votes
