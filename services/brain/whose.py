"""Who may answer a decision."""

from analytics.trading.agency import Decision
from services.accounts.naming import AccountId, paper_account
from services.brain.finding import waits_for_another
from services.core.principal import AGENT, Principal
from services.core.roles import Role


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
