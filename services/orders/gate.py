"""The one gate: everything that can place an order passes it, in this order: role and account, switches, limits.

Behind it come the journal and then the exchange (services/orders/paper.py). What only reduces a position is let out
past pauses and limits. Under the kill switch nothing passes but closing by hand, at the market.

An agent has no role and no account of its own. What it wants has to come of a decision in the account's journal that
the level, or people, let become an order (services/orders/agent_rules.py); that is looked at before the limits.
"""

from analytics.trading.account import Account
from analytics.trading.orders import Order
from services.accounts.naming import AccountId, paper_account, place_of
from services.autonomy.terms import AiTerms, AutonomyTerms
from services.core.errors import Broken, LimitReached, NotYours
from services.core.owners import SERVER
from services.core.principal import Principal
from services.core.roles import Role
from services.orders.agent_rules import findings_of_agent, is_agent, of_agent
from services.orders.limit_terms import LimitTerms
from services.orders.limits import Finding, Wish, findings_of, only_reduces
from services.orders.switches import CALLED, Switches, SwitchName, SwitchOn, scopes_of

PASSES: dict[SwitchName, str] = {
    "kill": "while it is on nothing passes but /close and /flatten",
    "pause": "while it is on no entry passes",
}


class Gate:
    """Checks wishes. ``terms`` are the limits of accounts that have set none of their own, ``ai`` and ``autonomy`` what
    agents are held to."""

    def __init__(self, terms: LimitTerms, switches: Switches, ai: AiTerms, autonomy: AutonomyTerms) -> None:
        self._terms = terms
        self._switches = switches
        self._ai = ai
        self._autonomy = autonomy

    async def findings(self, wish: Wish, principal: Principal) -> tuple[Finding, ...]:
        """Every limit that applies to the ``wish`` of ``principal``, passed or not, the switches first.

        Raises:
            NotPermitted: their role does not allow it.
            NotYours: the account is somebody else's.
            StoreUnavailable: the switches cannot be read: nothing passes.
        """
        agent, reduces = of_agent(wish.order, principal), only_reduces(wish.order, wish.account)
        if not is_agent(principal):
            may_trade(principal, AccountId.read(wish.account.id))
        on = await self._switches.on(_scopes(wish, principal))
        found = [
            _of_switch(name, on.get(name), passed=_passes(name, wish.order, reduces=reduces, agent=agent))
            for name in CALLED
        ]
        if agent:
            found += findings_of_agent(wish, self._ai, self._autonomy)
        if not reduces:
            found += findings_of(wish, self.terms_of(wish.account))
        return tuple(found)

    async def admit(self, wish: Wish, principal: Principal) -> tuple[str, ...]:
        """Let ``wish`` pass. The switches come back that would not: it is written unless one is on by then.

        Raises:
            LimitReached: the first finding that did not pass; the others too.
            NotPermitted, NotYours, StoreUnavailable: as above.
        """
        found = await self.findings(wish, principal)
        broken = [Broken(each.limit, each.value, each.figure) for each in found if not each.passed]
        if broken:
            first, *others = broken
            raise LimitReached(
                account=AccountId.read(wish.account.id).called,
                symbol=wish.order.symbol,
                limit=first.limit,
                value=first.value,
                figure=first.figure,
                others=tuple(others),
            )
        agent, reduces = of_agent(wish.order, principal), only_reduces(wish.order, wish.account)
        stopping = [name for name in CALLED if not _passes(name, wish.order, reduces=reduces, agent=agent)]
        return self._switches.kept_as(stopping, _scopes(wish, principal))

    def terms_of(self, account: Account) -> LimitTerms:
        """The limits of ``account``: its own, and as configured."""
        return self._terms.with_own(account.limits)


def may_trade(principal: Principal, account: AccountId) -> None:
    """Nobody trades in an account but its owner, and in a server's who is there; an admin neither.

    Raises:
        NotPermitted: their role does not allow it.
        NotYours: the account is somebody else's.
    """
    principal.require(Role.TRADER, "trading")
    if account.owner != principal.id and account != paper_account(principal, SERVER):
        raise NotYours("account")


def _of_switch(name: SwitchName, on: SwitchOn | None, *, passed: bool) -> Finding:
    if on is None:
        return Finding(CALLED[name], PASSES[name], "off", passed=True)
    return Finding(CALLED[name], PASSES[name], on.told, passed=passed)


def _passes(name: SwitchName, order: Order, *, reduces: bool, agent: bool) -> bool:
    """Whether ``order`` passes while that switch is on."""
    return reduces and (name == "pause" or (by_hand(order) and not agent))


def _scopes(wish: Wish, principal: Principal) -> tuple[str, ...]:
    """The switches of where it is asked from hold; of an agent's order those of where its decision came from too."""
    decision = wish.account.agency.decisions.get(wish.order.decision)
    places = dict.fromkeys((place_of(principal), decision.place if decision else None))
    account_id = AccountId.read(wish.account.id)
    return tuple(dict.fromkeys(scope for place in places for scope in scopes_of(account_id, place)))


def by_hand(order: Order) -> bool:
    """Whether ``order`` closes at once, as ``/close`` and ``/flatten`` do."""
    return order.reduce_only and order.type == "market"
