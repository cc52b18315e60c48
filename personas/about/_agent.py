"""What cards of the agent share: what it decided, how sure it was, which brain spoke, and how it stands now."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, Protocol

from markupsafe import Markup

from analytics.trading.agent_records import Hit
from personas.about._agent_words import in_r, thinker_called
from personas.about._trading import on_paper
from personas.buttons import Actions, row
from personas.card import Action, Tone
from personas.escaping import brief, escape, quoted, shortened
from personas.face import Essential
from personas.format import (
    cash,
    clock,
    counted,
    duration,
    gain,
    listed,
    near_day,
    points,
    price,
    quantity,
    share,
    time,
)
from personas.phrasing import base, capital, marked
from services.brain.approvals import Approve, Modify, Reject, Skip
from services.brain.context import Held, Similar
from services.brain.decisions import Decisions, DecisionShow, Explain
from services.brain.facts import DecisionFacts, PlanFacts, Told
from services.brain.proposal import Check
from services.core.request import AnyRequest
from services.studies.chart import Chart

FAILURES: Final[Mapping[str, str]] = {
    "no key": "no key for the model is set",
    "over budget": "the model is over its budget of today",
    "timed out": "the model did not answer in time",
    "refused": "the model refused to answer",
    "nonsense": "what the model answered could not be used",
}
"""Why the model did not speak, by how the journal names it."""
HITS: Final[Mapping[Hit, str]] = {
    "target": "the target was reached",
    "stop": "the stop was reached",
    "time": "its time ran out",
    "never": "its entry was never reached",
}
EDITED: Final = ("entry", "stop", "target", "amount")
NEAREST: Final = 3
"""Similar past situations that are told one by one."""
MOST_CHECKS, MOST_VOTES = 3, 5
LONGEST_REASON: Final = 120
"""Characters of what went wrong, in words."""


class OfDecision(Protocol):
    """What tells a decision of an account."""

    @property
    def account(self) -> str: ...

    @property
    def currency(self) -> str: ...

    @property
    def decision(self) -> Told: ...


def brain_told(facts: DecisionFacts) -> Markup:
    """``Claude (claude-sonnet-5-5)``, ``the rules, as the model did not answer in time``"""
    if facts.failed:
        return marked(f"{thinker_called(facts.brain)}, as {failure_told(facts.failed)}")
    model = f" ({brief(facts.model)})" if facts.model and facts.model != facts.brain else ""
    return marked(f"{thinker_called(facts.brain)}{model}")


def failure_told(failed: str) -> Markup:
    """Why the model did not speak: ``no key for the model is set``"""
    return shortened(FAILURES.get(failed, f"the model failed: {failed}"), LONGEST_REASON)


def action_told(facts: DecisionFacts) -> Markup:
    """``LONG BTC/USDT``, ``CLOSE ETH/USDT``, ``WAIT BTC/USDT``"""
    return marked(f"{facts.action.upper()} {brief(facts.symbol)}")


def wish_of(facts: DecisionFacts, plan: PlanFacts | None = None) -> Markup:
    """The same with its entry (that of ``plan``, where there is one) or what it moves: ``LONG BTC/USDT at 42,156.37``,
    ``ADJUST BTC/USDT, stop to 41,500.00``"""
    told = str(action_told(facts))
    if facts.action == "adjust":
        moved = [("stop", facts.stop), ("target", facts.target)]
        return marked(told + "".join(f", {name} to {price(value)}" for name, value in moved if value is not None))
    entry = facts.entry if plan is None else plan.entry
    return marked(told if entry is None else f"{told} at {price(entry)}")


def confidence_told(facts: DecisionFacts) -> Markup:
    """How sure it was, and what that is worth: ``78.0% by its own word; how often that comes true is not known yet``,
    ``64.0%, which is how often such confidence came true (of 120 judged decisions); it said 78.0%``"""
    if not facts.calibrated_on:
        told = f"{share(facts.confidence)} by its own word; how often that comes true is not known yet"
    else:
        judged = counted(facts.calibrated_on, "judged decision")
        told = f"{share(facts.corrected)}, which is how often such confidence came true (of {judged})"
        told += f"; it said {share(facts.confidence)}"
    return marked(f"{told}; that counts as very sure" if facts.sure else told)


def sure_told(facts: DecisionFacts) -> Markup:
    """How sure it was, in a list: ``64.0% sure``, ``78.0% sure by its own word``"""
    own = "" if facts.calibrated_on else " by its own word"
    return marked(f"{share(facts.corrected)} sure{own}")


def similar_told(similar: Similar | None, as_of: datetime) -> Markup:
    """``7 of 10 similar went up; median +1.2 R; the nearest three: +2.1 R (BTC/USDT, 3 Nov), …``"""
    if similar is None or not similar.count:
        return Markup("no similar situation has an outcome yet")
    near = [f"{in_r(one.moved)} ({brief(one.symbol)}, {near_day(one.at, as_of)})" for one in similar.nearest[:NEAREST]]
    told = f"{similar.up} of {similar.count} similar went up; median {in_r(similar.median)}"
    called = {0: "", 1: "; the nearest: ", 2: "; the nearest two: ", 3: "; the nearest three: "}[len(near)]
    return marked(told + called + ", ".join(near))


def outcome_told(facts: DecisionFacts, currency: str) -> Markup:
    """What came of it: ``stopped out, −1.0 R, −47.80 USDT in 3 h``; of what was not ordered, what it would have come
    to: ``the target was reached: it would have come to +2.5 R``; empty where nothing is known yet."""
    came = facts.outcome
    if came is None:
        return Markup("")
    if came.pnl is not None:
        parts = [str(HITS[came.hit]), f"{gain(came.pnl)} {escape(currency)}"]
        parts += [str(in_r(came.real_r))] if came.real_r is not None else []
        held = "" if came.held is None else f" in {duration(came.held)}"
        return marked(", ".join(parts) + held)
    if came.r is not None:
        would = "its plan came to" if facts.state == "ordered" else "it would have come to"
        return marked(f"{HITS[came.hit]}: {would} {in_r(came.r)}")
    if came.hit == "never":
        return marked(HITS["never"])
    return marked(f"the price moved {in_r(came.moved)} since" if came.moved else "the price came back to where it was")


def approvals_of(facts: DecisionFacts) -> int:
    """How many people approved it."""
    return sum(each.vote in ("approve", "modify") for each in facts.votes)


VOTED: Final[Mapping[str, str]] = {
    "approve": "approved",
    "modify": "changed and approved",
    "reject": "turned it down",
    "skip": "skipped it",
}


def votes_told(facts: DecisionFacts) -> Markup:
    """``1 of 2 approved: Ann approved``, ``0 of 1 approved``; once it is turned down: ``Ann turned it down``"""
    told = [marked(f"{brief(each.by)} {VOTED[each.vote]}") for each in facts.votes[:MOST_VOTES]]
    told += [marked("others")] if facts.votes[MOST_VOTES:] else []
    people = listed(told) if told else ""
    if facts.state in ("rejected", "skipped"):
        return marked(people or "nobody answered")
    count = f"{approvals_of(facts)} of {facts.needs} approved"
    return marked(f"{count}: {people}" if people else count)


def unless_told(facts: DecisionFacts, by: str) -> Markup:
    """What it takes that it is ordered, ``by`` whom where one is enough: ``Nothing is ordered unless you approve before
    it ends``, ``… unless 2 different people approve before it ends, and 1 of them has``"""
    given = approvals_of(facts)
    who = ("you approve" if by == "you" else f"{by} approves") if facts.needs == 1 else ""
    who = who or f"{facts.needs} different people approve"
    have = f", and {given} of them {'has' if given == 1 else 'have'}" if given else ""
    return marked(f"Nothing is ordered unless {who} before it ends{have}")


def in_time(facts: DecisionFacts, now: datetime) -> bool:
    """Whether it waits, and can still be approved."""
    return facts.state == "pending" and now < facts.expires


def stood(facts: DecisionFacts, now: datetime, plan: PlanFacts | None = None, whom: str = "") -> Markup:
    """How it stands, and what it is, as first lines and lists tell it: ``waits for approval: LONG BTC/USDT at
    42,156.37``, ``approved and ordered: …``, ``the agent waits on BTC/USDT: Claude sees no trade``. ``whom`` it waits
    for is known to some."""
    if facts.state == "noted" and facts.action == "wait":
        why = "its idea did not pass the checks" if facts.said != "wait" else _sees(facts)
        return marked(f"the agent waits on {brief(facts.symbol)}: {why}")
    state = _pending(facts, now, whom) if facts.state == "pending" else _state(facts)
    return marked(f"{state}: {wish_of(facts, plan)}")


def _pending(facts: DecisionFacts, now: datetime, whom: str) -> str:
    if not in_time(facts, now):
        return "not approved in time"
    given = approvals_of(facts)
    waits = f"waits for {whom or ('somebody else' if given else 'approval')}"
    return f"approved by {given} of {facts.needs}, {waits}" if given else waits


def _sees(facts: DecisionFacts) -> str:
    return f"{thinker_called(facts.brain)} {'see' if facts.brain == 'rules' else 'sees'} no trade"


def _state(facts: DecisionFacts) -> str:
    if facts.state == "ordered":
        return ordered_called(facts) + _result(facts)
    return "seen, not ordered" if facts.state == "noted" else facts.state


def _result(facts: DecisionFacts) -> str:
    """``, ended at +2.3 R``, of a trade that is over."""
    came = facts.outcome
    if came is None:
        return ""
    if came.pnl is None:
        return ", never filled" if came.hit == "never" else ""
    return f", ended at {in_r(came.real_r)}" if came.real_r is not None else f", ended at {gain(came.pnl)}"


def ordered_called(facts: DecisionFacts) -> str:
    """``approved and ordered``, ``changed and ordered``, ``ordered by itself``"""
    if not approvals_of(facts):
        return "ordered by itself"
    return "changed and ordered" if facts.modified else "approved and ordered"


def plan_lines(said: OfDecision) -> Iterator[Markup]:
    """What is ordered if it is approved, a line a price."""
    facts, plan, money = said.decision.facts, said.decision.plan, escape(said.currency)
    coin = brief(base(facts.symbol))
    if plan is not None:
        on = "" if plan.leverage is None else f", perpetual {plan.leverage:g}×"
        yield marked(
            f"**Entry**: {price(plan.entry)}, {quantity(plan.amount)} {coin}, worth {cash(plan.notional)} {money} "
            f"({share(plan.share)} of equity{on})"
        )
        yield marked(f"**Stop**: {price(plan.stop, plan.entry)}, risks {risk_told(plan, said.currency)}")
        ratio = f"{points(plan.ratio)} R after costs, {points(plan.price_ratio)} R by prices alone"
        yield marked(f"**Target**: {price(plan.target, plan.entry)}, brings {cash(plan.reward)} {money} ({ratio})")
        return
    held = held_of(said.decision)
    if facts.action in ("close", "adjust") and held is not None:
        worth = f"{gain(held.unrealised)} {money} so far"
        yield marked(f"**Position**: {held.side} {quantity(held.amount)} {coin} from {price(held.entry)}, {worth}")
    for called, value in (("Entry", facts.entry), ("Stop", facts.stop), ("Target", facts.target)):
        if value is not None:
            yield marked(f"**{called}**: {price(value)}")


def risk_told(plan: PlanFacts, currency: str) -> Markup:
    """``49.70 USDT (0.20% of equity)``"""
    return marked(f"{cash(plan.risk)} {escape(currency)} ({share(plan.risk_share)} of equity)")


def at_level(facts: DecisionFacts) -> Markup:
    """The level that the account was at: ``level copilot``"""
    return marked(f"level {facts.level}")


def held_of(told: Told) -> Held | None:
    """The position that it is about, as it was then."""
    return next((each for each in told.context.account.positions if each.symbol == told.facts.symbol), None)


def decision_lines(said: OfDecision) -> list[Markup]:
    """A decision in full: a line a fact. What the brain wrote stands in quotation marks behind whose words they are."""
    told = said.decision
    facts = told.facts
    whose = capital(thinker_called(facts.brain))
    made_up = ", SIMULATED" if told.context.simulated else ""
    lines = [marked(f"**{action_told(facts)}** {escape(facts.timeframe)}, decision {escape(facts.short)}{made_up}")]
    lines += plan_lines(said)
    if facts.action != "wait":
        lines.append(marked(f"**Confidence**: {confidence_told(facts)}"))
    lines.append(marked(f"**Similar**: {similar_told(told.similar, facts.at)}"))
    lines += checks_told(told)
    lines.append(marked(f"**Brain**: {brain_told(facts)}"))
    lines.append(marked(f"**Autonomy**: {at_level(facts)}"))
    if facts.state == "pending" or facts.votes:
        lines.append(marked(f"**Votes**: {votes_told(facts)}"))
    if facts.state == "pending":
        lines.append(marked(f"**Until**: {time(facts.expires)}"))
    came = outcome_told(facts, said.currency)
    if came:
        lines.append(marked(f"**Outcome**: {came}"))
    for called, words in (
        ("wrote", told.reasoning),
        ("on what would prove it wrong", told.invalidation),
        ("on how long it takes", told.holding),
    ):
        if text := quoted(words):
            lines.append(marked(f"**{whose} {called}**: {text}"))
    return lines


def checks_told(told: Told) -> list[Markup]:
    """What of it did not pass the checks of code."""
    failed = [each for each in told.checks if not each.passed]
    if not failed:
        return []
    parts = [_found(each) for each in failed[:MOST_CHECKS]]
    return [marked(f"**Checks**: {told.facts.said.upper()} did not pass {listed(parts)}")]


def _found(check: Check) -> Markup:
    """``reward to risk (1.1, and at least 1.5 is wanted)``"""
    found = f" ({shortened(check.found, LONGEST_REASON)})" if check.found else ""
    return marked(f"{brief(check.name)}{found}")


def account_first(said: OfDecision) -> Essential:
    """Which account it is: in the first line, whoever speaks."""
    return Essential("Account", on_paper(said.account), first=True)


def essentials(said: OfDecision, first: Markup) -> list[Essential]:
    """What no voice leaves out of a decision; ``first`` is how it stands."""
    told = said.decision
    facts, plan = told.facts, told.plan
    found = [
        account_first(said),
        Essential("Decision", first, first=True),
        Essential("Action", action_told(facts)),
    ]
    if plan is not None:
        found += [
            Essential("Entry", price(plan.entry)),
            Essential("Stop", price(plan.stop, plan.entry)),
            Essential("Target", price(plan.target, plan.entry)),
            Essential("Risk", risk_told(plan, said.currency)),
        ]
    else:
        prices = (("Entry", facts.entry), ("Stop", facts.stop), ("Target", facts.target))
        found += [Essential(called, price(value)) for called, value in prices if value is not None]
    found += [] if facts.action == "wait" else [Essential("Confidence", confidence_told(facts))]
    found += [
        Essential("Brain", brain_told(facts)),
        Essential("Autonomy", at_level(facts)),
    ]
    if facts.state == "pending":
        found += [Essential("Until", time(facts.expires)), Essential("Votes", votes_told(facts))]
    return found


def mood(facts: DecisionFacts, now: datetime) -> str:
    """What it comes to, in a word that every voice has a phrase for."""
    came = facts.outcome
    if facts.state == "pending" and not in_time(facts, now):
        return "decision lapsed"
    if came is not None and came.pnl is not None:
        return "decision gained" if came.pnl > 0 else "decision cost" if came.pnl < 0 else "decision even"
    match facts.state:
        case "pending":
            return "decision asked"
        case "ordered":
            return "decision approved" if approvals_of(facts) else "decision ordered alone"
        case "rejected":
            return "decision rejected"
        case "skipped":
            return "decision skipped"
        case "lapsed":
            return "decision lapsed"
        case "noted":
            return "decision to wait" if facts.action == "wait" else "decision noted"


def tone(facts: DecisionFacts, now: datetime) -> Tone:
    """Green for long and red for short while it is on; then by what came of it."""
    if facts.state == "pending" and not in_time(facts, now):
        return "warning"
    if facts.outcome is not None and facts.outcome.pnl is not None:
        return "up" if facts.outcome.pnl > 0 else "down" if facts.outcome.pnl < 0 else "neutral"
    if facts.state == "lapsed":
        return "warning"
    if facts.state in ("pending", "ordered", "noted"):
        return "up" if facts.action == "long" else "down" if facts.action == "short" else "neutral"
    return "neutral"


def to_answer(facts: DecisionFacts, plan: PlanFacts | None) -> Actions:
    """The four answers to what waits. What is modified is shown as it is planned first."""
    changed = []
    if plan is not None:
        prices = {name: getattr(facts, name) for name in ("entry", "stop", "target", "amount")}
        changed = [Action("Modify", Modify.model_validate({"id": facts.id, **prices}), edits=EDITED)]
    return (
        Action("Approve", Approve(id=facts.id)),
        Action("Reject", Reject(id=facts.id)),
        *changed,
        Action("Skip", Skip(id=facts.id)),
    )


def to_look(said: OfDecision, number: int, *shown: type[AnyRequest]) -> Actions:
    """Where to read on, but for what is ``shown`` already."""
    facts = said.decision.facts
    pages: tuple[tuple[str, AnyRequest], ...] = (
        ("In full", DecisionShow(id=facts.id)),
        ("Explain", Explain(id=facts.id)),
        ("Chart", Chart(symbol=facts.symbol, timeframe=facts.timeframe)),
        ("Decisions", Decisions(account=said.account)),
    )
    return row(number, [(label, page) for label, page in pages if not isinstance(page, shown)])


def decision_listed(facts: DecisionFacts, currency: str, as_of: datetime) -> Markup:
    """A line of a list: ``**3fa81c** 30 Dec 19:00 approved and ordered: LONG BTC/USDT at 42,156.37 (64.0%, Claude);
    the target was reached, …``"""
    came = outcome_told(facts, currency)
    moment = f"{near_day(facts.at, as_of)} {clock(facts.at)}"
    whose = thinker_called(facts.brain)
    sure = f"{whose}" if facts.action == "wait" else f"{share(facts.corrected)}, {whose}"
    told = f"**{escape(facts.short)}** {moment} {stood(facts, as_of)} ({sure})"
    why = f"; {escape(facts.why)}" if facts.why else ""
    return marked(told + why + (f"; {came}" if came else ""))
