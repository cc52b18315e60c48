"""What the gate holds an agent's order to, beside the limits of its account: the level, the decision that it comes of,
the rules and the session's limits. Nothing that a prompt, a model or a person writes can loosen one.

What only reduces a position passes the rules and the session's limits, and not the rest: whether it closes is the
people's to decide too.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import ROUND_DOWN, ROUND_UP, Decimal

from analytics.trading.account import Account
from analytics.trading.agency import Decision
from analytics.trading.agent_records import AGENTS
from analytics.trading.instrument import kind_of, spot_of
from analytics.trading.orders import ZERO, Order
from services.accounts.losses import Prices, losses_of
from services.accounts.naming import AccountId
from services.autonomy.levels import LEVELS, POWERS
from services.autonomy.session import session_of
from services.autonomy.standing import falls_back, level_of
from services.autonomy.terms import AiTerms, ApprovalTerms, AutonomyTerms
from services.core.principal import AGENT, Principal
from services.market.timeframes import from_ms, to_ms
from services.orders.entry import id_of, short_id
from services.orders.limits import CENT, Finding, Wish, clock, enters, entry_of, only_reduces, percent, plain, sizes_of

DECISION = "decision"
LEVEL = "level of autonomy"
APPROVAL = "approval"
PLAN = "plan"


def is_agent(principal: Principal) -> bool:
    """Whether an agent asks."""
    return principal.door == AGENT


def of_agent(order: Order, principal: Principal) -> bool:
    """Whether an agent wants ``order``, whoever brings it."""
    return is_agent(principal) or bool(order.decision) or order.by.startswith(AGENTS)


def order_of(account: str, decision: str) -> str:
    """The id of the one order that ``decision`` makes in ``account``."""
    return id_of(account, f"decision:{decision}")


def people_for(opens: Decimal, equity: Decimal, account: AccountId, terms: ApprovalTerms) -> int:
    """How many different people have to approve an order in ``account`` that ``opens`` so much (quote currency); one
    that only reduces opens nothing."""
    large = terms.two_people if account.shared else terms.two_people_own
    return 2 if opens and opens >= large * equity else 1


def findings_of_agent(wish: Wish, ai: AiTerms, autonomy: AutonomyTerms) -> list[Finding]:
    """Every rule that applies to ``wish`` of an agent, passed or not."""
    decision = wish.account.agency.decisions.get(wish.order.decision)
    wanted = "an agent's order comes of a decision in this account's journal"
    if decision is None:
        named = wish.order.decision
        return [Finding(DECISION, wanted, f"there is none called {named[:40]}" if named else "it names none", False)]
    found = [Finding(DECISION, wanted, f"it comes of {short_id(decision.id)}", passed=True)]
    checked = _Checked(wish, decision, ai, autonomy)
    found += checked.of_leave()
    if not only_reduces(wish.order, wish.account):
        found += checked.of_rules()
        found += of_session(wish.account, ai, wish.price_of, wish.now)
    return found


def of_session(account: Account, ai: AiTerms, price_of: Prices, now: datetime) -> list[Finding]:
    """The limits of an agent's session in ``account``, and how much of each is used."""
    limits, used = ai.session, session_of(account.agency, ai.session, now)
    today, streak = used.trades, used.streak
    lost = losses_of(account, price_of, now)
    return [
        Finding(
            limit="agent's trades a day",
            value=f"{limits.trades} a day (UTC)",
            figure=f"{today.used} today" + ("; the next passes tomorrow" if today.reached else ""),
            passed=not today.reached,
        ),
        Finding(
            limit="agent's daily loss",
            value=f"{percent(limits.daily_loss)} of what the day (UTC) began with",
            figure=f"{percent(lost.today)} lost today"
            + ("" if lost.today < limits.daily_loss else "; its entries pass again tomorrow"),
            passed=lost.today < limits.daily_loss,
        ),
        Finding(
            limit="agent's losing streak",
            value=f"fewer than {limits.losing_streak} of its trades in a row lost",
            figure=f"{streak.used} in a row" + ("; it goes on once somebody signs /review" if streak.reached else ""),
            passed=not streak.reached,
        ),
        Finding(
            limit="review",
            value=f"somebody signs /review after each {limits.review_after} of its trades",
            figure=f"{used.review.used} since the last one",
            passed=not used.review.reached,
        ),
    ]


class _Checked:
    def __init__(self, wish: Wish, decision: Decision, ai: AiTerms, autonomy: AutonomyTerms) -> None:
        self._wish = wish
        self._order = wish.order
        self._decision = decision
        self._ai = ai
        self._autonomy = autonomy
        self._level = level_of(wish.account, autonomy)
        self._equity = max(wish.account.equity(wish.price_of), ZERO)

    def of_leave(self) -> Iterator[Finding]:
        """Whether the level and the people let it pass, and it is what they let pass."""
        least = next(each for each in LEVELS if POWERS[each].orders)
        yield Finding(
            limit=LEVEL,
            value=f"an order may come of what it proposes from {least} on",
            figure=f"the account is at {self._level}",
            passed=POWERS[self._level].orders,
        )
        yield self._approval()
        wrong = self._off_plan()
        yield Finding(
            limit=PLAN,
            value=f"the order is the one decided on: {self._planned()}",
            figure=wrong or "it is",
            passed=not wrong,
        )

    def _approval(self) -> Finding:
        decision, execute = self._decision, self._ai.thresholds.execute
        reduces = only_reduces(self._order, self._wish.account)
        opens = ZERO if reduces else self._order.amount * self._wish.price
        whose = AccountId.read(self._wish.account.id)
        # it may be worth more by now
        needs = max(decision.needs, people_for(opens, self._equity, whose, self._ai.approvals))
        people = "somebody approves it" if needs == 1 else f"{needs} different people approve it"
        if POWERS[self._level].alone:
            people += f", unless it acts alone, at a confidence of {execute:.0%} or more"
        if decision.state not in ("pending", "ordered"):
            return Finding(APPROVAL, people, f"it is {decision.state}", passed=False)
        if decision.state == "ordered" and (decision.answered_at is not None or decision.number):
            return Finding(APPROVAL, people, "it was ordered before", passed=False)
        if to_ms(self._wish.now) >= decision.expires:
            return Finding(APPROVAL, people, f"it could be until {clock(from_ms(decision.expires))}", passed=False)
        if decision.approvals >= needs:
            return Finding(APPROVAL, people, f"{decision.approvals} did", passed=True)
        why = self._why_not_alone()
        figure = f"{decision.approvals} of {needs} did; {why}" if why else f"alone, at {decision.corrected:.0%}"
        return Finding(APPROVAL, people, figure, passed=not why)

    def _why_not_alone(self) -> str:
        """Why it may not be ordered without anybody's approval; nothing where it may."""
        decision, execute = self._decision, self._ai.thresholds.execute
        if not POWERS[self._level].alone:
            return f"at {self._level} it never acts alone"
        if decision.asked:
            return "somebody asked for it, who is to decide"
        if decision.state != "ordered":
            return "people were asked"
        if decision.corrected < execute:
            return f"its confidence is {decision.corrected:.0%}"
        return falls_back(self._wish.account, self._autonomy, self._wish.price_of, self._wish.now) or ""

    def _planned(self) -> str:
        decision = self._decision
        if not decision.opens:
            return f"{decision.action} {decision.symbol}"
        most = "nothing" if decision.amount is None else plain(decision.amount)
        stop = "none" if decision.stop is None else plain(decision.stop)
        return f"{decision.action} {decision.symbol}, {most} at most, its stop at {stop} or nearer"

    def _off_plan(self) -> str:
        """What of the order is not as decided; nothing where all is."""
        order, decision = self._order, self._decision
        if not _is_of(order, decision):
            return f"it is for {order.symbol}"
        if decision.action != "adjust" and order.id != order_of(self._wish.account.id, decision.id):
            return "it is another order than the one that the decision makes"
        match decision.action:
            case "long" | "short":
                return self._off_entry()
            case "close":
                closes = order.type == "market" and only_reduces(order, self._wish.account)
                return "" if closes else "it does not only close, at the market"
            case "adjust":
                return self._off_adjustment()
            case "wait":
                return "nothing was to be ordered"

    def _off_entry(self) -> str:
        order, decision, instrument = self._order, self._decision, self._wish.instrument
        if order.buying != (decision.action == "long"):
            return f"it {order.way}s"
        if decision.amount is None or order.amount > decision.amount:
            return f"it is for {plain(order.amount)}"
        if decision.stop is None or order.stop is None:
            return "it has no stop"
        if (order.stop - instrument.price(decision.stop)) * order.sign < 0:
            return f"its stop is at {plain(order.stop)}"
        return ""

    def _off_adjustment(self) -> str:
        """A stop is moved nearer only, and a target to where it was decided."""
        order, decision, instrument = self._order, self._decision, self._wish.instrument
        if not order.reduces or order.type == "market":
            return "it does not only protect what is held"
        if not order.is_stop:
            at, wanted = order.price or order.trigger, decision.target
            return "" if at is not None and wanted is not None and at == instrument.price(wanted) else "another target"
        if order.trigger is None or decision.stop is None or order.trigger != instrument.price(decision.stop):
            return "another stop"
        others = (each for each in self._wish.account.orders.values() if each.order.symbol == order.symbol)
        stops = [each.level for each in others if each.order.is_stop and each.order.reduces and each.level is not None]
        nearer = [each for each in stops if (order.trigger - each) * -order.sign < 0]
        return f"the stop is at {plain(nearer[0])}, which is nearer" if nearer and len(nearer) == len(stops) else ""

    def of_rules(self) -> Iterator[Finding]:
        order, rules, size = self._order, self._ai.rules, sizes_of(self._wish)
        account = self._wish.account
        waiting = {each.order.symbol for each in account.orders.values() if enters(each.order)}
        held = len({*account.positions, *waiting, order.symbol})
        yield Finding("agent's positions", f"{rules.positions} at once", f"{held} with this", held <= rules.positions)
        for name, share, worth in (
            ("agent's exposure", rules.exposure, size.exposure),
            ("agent's single position", rules.single_position, size.position),
        ):
            yield Finding(
                limit=name,
                value=f"{percent(share)} of equity: {self._cash(share * self._equity, ROUND_DOWN)}",
                figure=self._cash(max(worth, ZERO), ROUND_UP),
                passed=worth <= share * self._equity,
            )
        if rules.require_stop:
            yield Finding("agent's stop", "an entry has one", "it has" if order.has_stop else "none", order.has_stop)
        yield Finding(
            limit="agent's leverage",
            value=f"{plain(rules.leverage)}×",
            figure=f"{plain(order.leverage)}×",
            passed=order.leverage <= rules.leverage,
        )
        yield self._ratio()
        yield self._quiet_hours()
        if self._wish.instrument.kind == "perpetual":
            yield self._funding()

    def _ratio(self) -> Finding:
        order, least = self._order, self._ai.rules.ratio
        entry = entry_of(order, self._wish.price_of(order.symbol))
        risk = ZERO if order.stop is None else (entry - order.stop) * order.sign
        reward = ZERO if order.target is None else (order.target - entry) * order.sign
        told = "no target" if order.target is None else "no risk that is known" if risk <= 0 else ""
        return Finding(
            limit="agent's reward for risk",
            value=f"{plain(least)} for 1, at {plain(entry)}",
            figure=told or f"{plain((reward / risk).quantize(CENT, ROUND_DOWN))} for 1",
            passed=not told and reward >= least * risk,
        )

    def _quiet_hours(self) -> Finding:
        now, hours = f"{self._wish.now.astimezone(UTC):%H:%M}", self._ai.rules.quiet_hours
        quiet = next((each for each in hours if _within(now, each)), None)
        return Finding(
            limit="agent's quiet hours",
            value=", ".join(hours) + " UTC" if hours else "none",
            figure=f"{now} UTC" + (f"; its entries pass again at {quiet[6:]} UTC" if quiet else ""),
            passed=quiet is None,
        )

    def _funding(self) -> Finding:
        """Settlements are counted from midnight, UTC, as where a venue tells none (services/market/funding.py)."""
        now, step = self._wish.now, timedelta(hours=self._wish.instrument.funding_hours)
        since = (now - datetime(1970, 1, 1, tzinfo=UTC)) % step
        pause, until = timedelta(minutes=self._ai.rules.funding_pause), step - since
        near, at = (since, now - since) if since < until else (until, now + until)
        return Finding(
            limit="agent's funding pause",
            value=f"{self._ai.rules.funding_pause} min before and after a funding",
            figure=f"{near.total_seconds() // 60:.0f} min {'after' if at <= now else 'before'} that of {clock(at)}",
            passed=since >= pause and (until > pause or not pause),
        )

    def _cash(self, value: Decimal, rounding: str) -> str:
        return f"{value.quantize(CENT, rounding):,f} {self._wish.account.currency}"


def _is_of(order: Order, decision: Decision) -> bool:
    """Whether ``order`` is for the market that ``decision`` is about; of a pair it is the perpetual that is sold short,
    and that is closed."""
    perpetual = kind_of(order.symbol) == "perpetual" and decision.action != "long"
    return order.symbol == decision.symbol or (perpetual and spot_of(order.symbol) == spot_of(decision.symbol))


def _within(now: str, hours: str) -> bool:
    """Whether ``now`` (``23:10``) is in ``hours``, which may go past midnight."""
    begin, end = hours[:5], hours[6:]
    return begin <= now < end if begin < end else now >= begin or now < end
