"""How the limits of an account are shown, and that one was set."""

from markupsafe import Markup

from personas.about._trading import account_told, in_account
from personas.buttons import Actions, row
from personas.face import Essential, Face
from personas.format import cash, chosen, counted, duration, listed, share, times
from personas.phrasing import capital, marked
from services.core.request import AnyRequest
from services.orders.limit_terms import LIMITS
from services.orders.own_limits import LimitFacts, Limits, LimitsAnswer
from services.orders.stop import Pause


def limit_value(limit: LimitFacts) -> Markup:
    """``50%``, ``10×``, ``30``, ``30 min``, ``yes``"""
    if limit.share is not None:
        return chosen(limit.share)
    if limit.times is not None:
        return times(limit.times)
    if limit.seconds is not None:
        return duration(limit.seconds) if limit.seconds else marked("none")
    if limit.on is not None:
        return marked("yes" if limit.on else "no")
    return marked(str(limit.count))


def limit_line(limit: LimitFacts) -> Markup:
    """``**Largest position**: 100%, used 42.0% (4,200.00 of 10,000.00)``"""
    parts = [f"**{capital(marked(LIMITS[limit.name].called))}**: {limit_value(limit)}"]
    if limit.used_share is not None:
        parts.append(f"used {share(limit.used_share)} ({cash(limit.used)} of {cash(limit.allowed)})")
    elif limit.allowed is not None:
        parts.append(f"{cash(limit.allowed)} now")
    elif limit.used_times is not None:
        parts.append(f"used {times(limit.used_times)}")
    elif limit.used_count is not None:
        parts.append(f"now {limit.used_count}")
    reached = " **reached**" if limit.reached else ""
    return marked(", ".join(parts) + reached + (" · set here" if limit.own else ""))


def limits_told(said: LimitsAnswer) -> Markup:
    """``daily loss 3%, before 5%``, ``2 of 10 limits reached: drawdown and total exposure``, ``no limit reached``"""
    before = {each.name: each for each in said.previous}
    now = [
        f"{LIMITS[each.name].called} {limit_value(each)}, before {limit_value(before[each.name])}"
        for each in said.limits
        if each.name in before
    ]
    if now:
        return marked("; ".join(now))
    reached = [LIMITS[each.name].called for each in said.limits if each.reached]
    if reached:
        return marked(f"no entry passes now: {listed(reached)} reached")
    if said.switched:
        return marked(f"{listed('kill switch' if name == 'kill' else name for name in said.switched)} on")
    return marked("no limit reached" if said.equity is not None else f"{counted(len(said.limits), 'limit')}")


def essentials(said: LimitsAnswer) -> list[Essential]:
    return [account_told(said), Essential("Limits", limits_told(said), first=True)]


def buttons(said: LimitsAnswer, request: AnyRequest | None = None) -> Actions:
    del request
    again = Limits(account=said.account if said.whose is None else None, whose=said.whose)
    return row(0, [("All limits" if said.changed else "Refresh", again), ("Pause entries", Pause())])


FACE = Face(
    LimitsAnswer,
    frame="list",
    essentials=essentials,
    buttons=buttons,
    words=(in_account, limit_line, limits_told),
)
