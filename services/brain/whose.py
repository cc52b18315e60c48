"""Which decisions somebody can see, and which they may answer.

A person sees those of their own accounts, and those of the server that they ask in. Where a decision wants two people,
somebody who may approve can answer it too once the owner of its account has approved it and told them its id; nobody
else ever sees it.
"""

from typing import Final

from analytics.trading.agency import Decision
from services.accounts.naming import AccountId, paper_account
from services.core.errors import UnknownDecision
from services.core.principal import AGENT, Principal
from services.core.roles import Role
from services.orders.entry import SHORT, short_id
from services.orders.order_desk import OrderDesk

NAMED: Final = 5
"""Decisions that are named to whoever named none."""


async def accounts_of(desk: OrderDesk, principal: Principal) -> list[AccountId]:
    """The accounts whose decisions ``principal`` sees here: their own, and the server's."""
    named = (paper_account(principal, name) for name in await desk.choices.names(principal))
    return [each for each in named if each is not None]


async def found(desk: OrderDesk, principal: Principal, prefix: str) -> tuple[AccountId, Decision]:
    """The decision whose id begins with ``prefix``, as far as ``principal`` can see it, and the account that it is of.

    Raises:
        UnknownDecision: there is none, or there are several.
        StoreUnavailable, JournalBroken: nobody knows now.
    """
    wanted, seen = prefix.strip().lower(), list[tuple[AccountId, Decision]]()
    for account_id in await accounts_of(desk, principal):
        account = await desk.books.look(str(account_id))
        seen += ((account_id, decision) for decision in account.agency.decisions.values())
    matching = [each for each in seen if each[1].id.startswith(wanted)]
    if not matching and len(wanted) >= SHORT and principal.may(Role.APPROVER):
        matching = await _shown(desk, wanted)
    if len(matching) != 1:
        newest = sorted(seen, key=lambda each: each[1].at, reverse=True)[:NAMED]
        raise UnknownDecision(decision=prefix, known=tuple(short_id(decision.id) for _, decision in newest))
    return matching[0]


async def _shown(desk: OrderDesk, wanted: str) -> list[tuple[AccountId, Decision]]:
    """Decisions of people's accounts that begin so, and that wait for somebody else after their owners approved."""
    matching = []
    for name, agenda in (await desk.books.agents()).items():
        account_id = AccountId.read(name)
        if account_id.shared or not any(each.id.startswith(wanted) for each in agenda.waits):
            continue
        account = await desk.books.look(name)
        matching += [
            (account_id, decision)
            for decision in account.agency.pending
            if decision.id.startswith(wanted) and waits_for_another(decision, account_id)
        ]
    return matching


def waits_for_another(decision: Decision, account_id: AccountId) -> bool:
    """Whether the owner of the account has approved ``decision``, and another has to."""
    return decision.votes.get(account_id.owner) in ("approve", "modify")


def may_answer(principal: Principal, account_id: AccountId, decision: Decision) -> bool:
    """Whether ``principal``, who can see ``decision``, may answer it. An agent never may."""
    if principal.door == AGENT or decision.state != "pending":
        return False
    if account_id.owner == principal.id:
        return principal.may(Role.TRADER)
    in_it = account_id == paper_account(principal, account_id.called) if account_id.shared else True
    return in_it and principal.may(Role.APPROVER) and (account_id.shared or waits_for_another(decision, account_id))
