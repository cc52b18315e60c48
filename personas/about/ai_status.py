"""How it is shown how the agent stands in an account."""

from decimal import Decimal
from typing import Final

from markupsafe import Markup

from personas.about._agent import failure_told
from personas.about._agent_words import of_all, reason_told, thinker_called
from personas.about._trading import account_told, in_account
from personas.buttons import Actions, row
from personas.card import Action, Tone
from personas.escaping import escape
from personas.face import Essential, Face
from personas.format import cash, count, listed
from personas.phrasing import capital, marked
from services.autonomy.levels import POWERS
from services.brain.answers import AiStatusAnswer, LimitUse, WatchFacts
from services.brain.approvals import Approvals
from services.brain.asking import AiAsk
from services.brain.autonomy import Autonomy
from services.brain.review import Review
from services.brain.watches import AiOff, AiOn, AiStatus
from services.core.owners import SERVER
from services.core.request import AnyRequest

REVIEW: Final = "review"
"""What the limit is called that a signed review lifts."""
CENT: Final = Decimal("0.01")
FIRST: Final = "BTC"
"""The market that is offered, where none is looked at."""
TOLD_FIRST: Final = 2


def watch_called(watch: WatchFacts) -> Markup:
    """``BTC/USDT 1h``"""
    return marked(f"{escape(watch.symbol)} {escape(watch.timeframe)}")


def ai_told(said: AiStatusAnswer) -> Markup:
    """``copilot, looks at BTC/USDT 1h``, ``copilot, looks at 3 markets``, ``copilot, looks at nothing``"""
    if not said.watches or not POWERS[said.level].analyses:
        return marked(f"{said.level}, looks at nothing")
    if len(said.watches) > TOLD_FIRST:
        return marked(f"{said.level}, looks at {count(len(said.watches))} markets")
    return marked(f"{said.level}, looks at {listed([watch_called(each) for each in said.watches])}")


def speaks(said: AiStatusAnswer) -> Markup:
    """``Claude (claude-sonnet-5-5) decides``, ``the rules decide, for no key for the model is set``"""
    if said.brain == "rules":
        return marked(f"the rules decide, for {failure_told(said.why)}" if said.why else "the rules decide")
    model = f" ({escape(said.model)})" if said.model else ""
    return marked(f"{thinker_called(said.brain)}{model} decides")


def next_told(said: AiStatusAnswer) -> Markup:
    """What comes of it, and where that is told: ``What it suggests comes where your trades are told, with **Approve**
    and **Reject**.``"""
    power = POWERS[said.level]
    if not power.analyses:
        return marked("At this level it looks at nothing and cannot be asked; `/autonomy` sets another.")
    if not said.watches:
        return marked("`/ai on` has it look at a market on each closed bar, `/ai ask` once.")
    shared = said.account == SERVER
    subject = "approvals" if power.orders and not power.alone else "decisions"
    where = f"in the channels of `/notifications set subject:{subject}`" if shared else "where your trades are told"
    if power.alone:
        return marked(f"What it orders is told {where}; where it is less sure it asks first.")
    if power.orders:
        return marked(f"What it suggests comes {where}, with **Approve** and **Reject**.")
    return marked(f"What it sees is told {where}.")


def spend_told(said: AiStatusAnswer) -> Markup:
    """``0.12 of 2.00 dollars, 12,000 of 2,000,000 tokens today (UTC)``"""
    tokens = of_all(said.tokens, said.token_budget)
    return marked(f"{dollars(said.spent)} of {dollars(said.budget)} dollars, {tokens} tokens today (UTC)")


def dollars(value: Decimal) -> Markup:
    """To the cent; as a price where it is less than one: ``0.0034``."""
    return cash(value) if 0 < value < CENT else marked(f"{value:,.2f}")


def session_line(limit: LimitUse) -> Markup:
    """``**Trades a day**: 3 of 10``"""
    name = capital(escape(limit.name))
    return marked(f"**{name}**: {escape(limit.used)} of {escape(limit.allowed)}{' **reached**' * limit.reached}")


def halted(said: AiStatusAnswer) -> Markup:
    """What lets no entry of the agent pass now, and nothing where it may: ``the kill switch is on``, ``trades a day
    reached``."""
    told = [f"the {escape(name)} is on" for name in said.stopped]
    reached = [escape(each.name) for each in said.limits if each.reached and each.name != REVIEW]
    told += [f"{listed(reached)} reached"] if reached else []
    told += ["a review is due"] if review_due(said) else []
    return marked("; ".join(told))


def review_due(said: AiStatusAnswer) -> bool:
    """Whether nothing goes on before somebody has signed a review."""
    return any(each.reached and each.name == REVIEW for each in said.limits)


def essentials(said: AiStatusAnswer) -> list[Essential]:
    told = [account_told(said), Essential("Agent", ai_told(said), first=True)]
    if why := halted(said):
        told.append(Essential("No entry now", why))
    return [*told, Essential("Brain", speaks(said))]


def mood(said: AiStatusAnswer) -> str:
    if said.reason:
        return "autonomy lost"
    if halted(said):
        return "agent held"
    return "agent at work" if said.watches and POWERS[said.level].analyses else "agent at rest"


def tone(said: AiStatusAnswer) -> Tone:
    return "warning" if halted(said) or said.reason else "neutral"


def buttons(said: AiStatusAnswer, request: AnyRequest | None = None) -> Actions:
    del request
    account, market = said.account, f"{FIRST}/{said.currency}"
    first = said.watches[0] if said.watches else None
    symbol, timeframe = (market, "1h") if first is None else (first.symbol, first.timeframe)
    ask = AiAsk(symbol=symbol, timeframe=timeframe, account=account)
    watching = [("Look at nothing", AiOff(account=account))] if said.watches else []
    look = [] if said.watches else [(f"Look at {market} 1h", AiOn(symbol=market, account=account))]
    waiting = [("What waits", Approvals())] if said.pending else []
    review = [("Review", Review(account=account))] if review_due(said) else []
    return (
        *row(0, [*look, (f"Ask about {symbol}", ask), *watching, ("Autonomy", Autonomy(account=account))]),
        *row(1, [*waiting, *review]),
        Action("Refresh", AiStatus(account=account), row=1),
    )


FACE = Face(
    AiStatusAnswer,
    frame="list",
    essentials=essentials,
    mood=mood,
    tone=tone,
    buttons=buttons,
    words=(in_account, reason_told, ai_told, watch_called, speaks, next_told, spend_told, session_line, halted),
)
