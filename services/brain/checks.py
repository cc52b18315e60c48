"""A decision is checked against what the brain saw, before anyone else sees it.

Every price is within reach of the market, the stop and the target are on their sides, the reward is worth the risk, the
figures that the reasoning quotes are in the context, its words are its own (services/brain/echo.py), and it is about
the market that was asked for. Where one of them fails the decision is ``wait``, and says why.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from analytics.trading.instrument import spot_of
from services.autonomy.terms import AiTerms
from services.brain.context import Context
from services.brain.decision import Decision
from services.brain.echo import foreign
from services.brain.proposal import Check, Checked
from services.brain.quoted import unknown_figures
from services.brain.untrusted import cleaned
from services.words.numbers import exact

ENTRY_ATR: Final = Decimal(3)
"""How far an entry may be from the market, in average true ranges."""
STOP_ATR: Final = Decimal(8)
"""How far a stop may be from its entry."""
TARGET_ATR: Final = Decimal(25)
NOISE_ATR: Final = Decimal("0.2")
"""How far a stop must be from its entry at least: nearer than that any bar reaches it."""
AGREES: Final = 0.1
"""How far the reward for a risk of one, as it is told, may be from that of the prices; or a twentieth of it."""
LONGEST_REASON: Final = 1_200
LONGEST_WORD: Final = 60
LONGEST_END: Final = 300
WORDS: Final = "words"
"""The check after which nobody is shown what was said."""
MOST_NAMED: Final = 6
"""Figures that are named as unknown."""
_MARKET: Final = re.compile(r"[A-Z0-9]{2,10}[-/][A-Z]{3,5}(?::[A-Z]{3,5})?")
"""A market's name; what is none is not repeated."""


def checked(decision: Decision, context: Context, terms: AiTerms) -> Checked:
    """``decision`` behind the checks: its text cleaned, its instrument called as the market is, and its ratio that of
    its prices."""
    checks = tuple(_checks(decision, context, terms))
    failed = [each for each in checks if not each.passed]
    if failed:
        why = "; ".join(each.found for each in failed)
        waits = Decision(
            action="wait",
            instrument=context.symbol,
            confidence=decision.confidence,
            reasoning=cleaned(f"Not passed on: {why}.", LONGEST_REASON),
        )
        return Checked(decision=waits, checks=checks)
    ratio = decision.ratio if decision.opens else None
    stands = decision.model_copy(
        update={
            "instrument": context.symbol,
            "reasoning": cleaned(decision.reasoning, LONGEST_REASON),
            "timeframe": cleaned(decision.timeframe, LONGEST_WORD),
            "invalidation": cleaned(decision.invalidation, LONGEST_END),
            "risk_reward": None if ratio is None else round(float(ratio), 4),
        }
    )
    return Checked(decision=stands, checks=checks)


def _checks(decision: Decision, context: Context, terms: AiTerms) -> Iterator[Check]:
    yield _instrument(decision, context)
    if decision.opens:
        yield from _plan(decision, context, terms)
    elif decision.action in ("close", "adjust"):
        yield from _of_a_position(decision, context)
    if decision.action != "wait":
        yield _confidence(decision, terms)
    yield _figures(decision, context, terms)
    repeated = foreign(decision, context)
    yield _check(WORDS, not repeated, f"its reasoning has {repeated} in it, and is not shown")


def _check(name: str, passed: bool, found: str) -> Check:
    return Check(name=name, passed=passed, found="" if passed else found)


def _instrument(decision: Decision, context: Context) -> Check:
    """However it is written: ``BTC-USDT`` is ``BTC/USDT``, and so is its perpetual, which is what is sold short."""
    asked = {_squeezed(context.symbol), _squeezed(spot_of(context.symbol))}
    right = _squeezed(decision.instrument) in asked or _squeezed(spot_of(decision.instrument)) in asked
    named = decision.instrument if _MARKET.fullmatch(decision.instrument) else "another market"
    return _check("instrument", right, f"it is about {named}, and {context.symbol} was asked for")


def _squeezed(symbol: str) -> str:
    return "".join(sign for sign in symbol.upper() if sign.isalnum())


def _plan(decision: Decision, context: Context, terms: AiTerms) -> Iterator[Check]:
    entry, stop, target = decision.entry, decision.stop, decision.target
    if entry is None or stop is None or target is None:
        named = (("entry", entry), ("stop", stop), ("target", target))
        missing = " and ".join(name for name, price in named if price is None)
        yield _check("plan", False, f"it has no {missing}")
        return
    yield _check("plan", True, "")
    price, unit = exact(context.price_action.current), exact(context.atr)
    far = (
        ("entry", entry, price, ENTRY_ATR, "the market"),
        ("stop", stop, entry, STOP_ATR, "its entry"),
        ("target", target, entry, TARGET_ATR, "its entry"),
    )
    out = [
        f"the {name} {each} is {abs(each - of) / unit:.1f} ATR from {what} {of}, at most {most} are within reach"
        for name, each, of, most, what in far
        if abs(each - of) > most * unit
    ]
    if abs(entry - stop) < NOISE_ATR * unit:
        out.append(f"the stop {stop} is {abs(entry - stop) / unit:.2f} ATR from its entry {entry}: any bar reaches it")
    yield _check("reach", not out, "; ".join(out))
    sign = 1 if decision.action == "long" else -1
    wrong = [
        f"the {name} {each} of a {decision.action} is not {'below' if (sign > 0) == (name == 'stop') else 'above'} "
        f"its entry {entry}"
        for name, each, side in (("stop", stop, -sign), ("target", target, sign))
        if side * (each - entry) <= 0
    ]
    if not wrong and sign * (price - stop) <= 0:
        wrong.append(f"the market at {price} is beyond the stop {stop} already")
    if not wrong and sign * (target - price) <= 0:
        wrong.append(f"the market at {price} is beyond the target {target} already")
    yield _check("sides", not wrong, "; ".join(wrong))
    ratio = decision.ratio
    if wrong or ratio is None:
        return
    least = terms.rules.ratio
    yield _check("ratio", ratio >= least, f"by its prices it gains {ratio:.2f} for a risk of 1, and {least} are due")
    if decision.risk_reward is not None:
        off = abs(decision.risk_reward - float(ratio))
        passed = off <= max(AGREES, float(ratio) / 20)
        told = f"it says that it gains {decision.risk_reward:g} for a risk of 1, and its prices say {ratio:.2f}"
        yield _check("stated ratio", passed, told)


def _of_a_position(decision: Decision, context: Context) -> Iterator[Check]:
    held = context.held
    yield _check("position", held is not None, f"there is no position in {context.symbol} to {decision.action}")
    if held is None or decision.action != "adjust":
        return
    if decision.stop is None and decision.target is None:
        yield _check("plan", False, "it has no stop and no target to move to")
        return
    sign, price = (1 if held.side == "long" else -1), exact(context.price_action.current)
    wrong = []
    if decision.stop is not None and sign * (price - decision.stop) <= 0:
        wrong.append(f"the stop {decision.stop} of a {held.side} is beyond the market at {price}")
    if decision.target is not None and sign * (decision.target - price) <= 0:
        wrong.append(f"the target {decision.target} of a {held.side} is behind the market at {price}")
    yield _check("sides", not wrong, "; ".join(wrong))
    if decision.stop is not None and held.stop is not None:
        tighter = sign * (decision.stop - held.stop) >= 0
        yield _check("tighter", tighter, f"the stop {decision.stop} is wider than {held.stop}: a stop only tightens")
    if decision.target is not None:
        near = abs(decision.target - price) <= TARGET_ATR * exact(context.atr)
        yield _check("reach", near, f"the target {decision.target} is out of reach of the market at {price}")


def _confidence(decision: Decision, terms: AiTerms) -> Check:
    least = terms.thresholds.suggest
    found = f"it is {decision.confidence:.0%} sure, and below {least:.0%} nothing is suggested"
    return _check("confidence", decision.confidence >= least, found)


def _figures(decision: Decision, context: Context, terms: AiTerms) -> Check:
    text = f"{decision.reasoning}\n{decision.invalidation}"
    unknown = unknown_figures(text, decision, context, terms)
    named = ", ".join(unknown[:MOST_NAMED])
    return _check("figures", not unknown, f"it quotes what is not in the context: {named}")
