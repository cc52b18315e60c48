"""How it is shown that trading was stopped, or let go on."""

from typing import Final

from markupsafe import Markup

from personas.buttons import Actions, changed, row
from personas.card import Tone
from personas.face import Essential, Face
from personas.format import counted
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.orders.flatten import Flatten
from services.orders.own_limits import Limits
from services.orders.stop import KillSwitch, Pause, SwitchAnswer
from services.orders.switches import SwitchName
from services.orders.whom import ScopeName

CALLED: Final[dict[SwitchName, str]] = {"kill": "kill switch", "pause": "pause"}
SCOPES: Final[dict[ScopeName, str]] = {
    "server": "this server",
    "shell": "the shell",
    "you": "all your accounts",
    "person": "their accounts",
}


def switch_told(said: SwitchAnswer) -> Markup:
    """``kill switch on for this server; only an admin resumes``, ``pause off already for this server``"""
    state = "on" if said.on else "off"
    before = " already" if said.on == said.was_on else ""
    resumes = "; only an admin resumes" if said.on else ""
    return marked(f"{CALLED[said.switch]} {state} for {SCOPES[said.scope]}{before}{resumes}")


def cancelled_told(said: SwitchAnswer) -> Markup:
    """``3 entry orders in 2 accounts were cancelled``, ``No entry order was open``"""
    if not said.cancelled:
        return marked("No entry order was open")
    orders, accounts = counted(said.cancelled, "entry order"), counted(said.accounts, "account")
    return marked(f"{orders} in {accounts} {'was' if said.cancelled == 1 else 'were'} cancelled")


def how_to_resume(said: SwitchAnswer) -> Markup:
    """``/killswitch on:no``"""
    name = KillSwitch.name if said.switch == "kill" else Pause.name
    whose = {"you": " whose:@you", "person": " whose:@them"}.get(said.scope, "")
    return marked(f"`/{name} on:no{whose}`")


def essentials(said: SwitchAnswer) -> list[Essential]:
    told = [Essential("Switch", switch_told(said), first=True)]
    return [*told, Essential("Cancelled", cancelled_told(said))] if said.on else told


def buttons(said: SwitchAnswer, request: AnyRequest | None = None) -> Actions:
    """Close what is held, and let it go on, which an admin may."""
    del request
    if not said.on:
        return row(0, [("Limits", Limits())])
    kind = KillSwitch if said.switch == "kill" else Pause
    resume = ("Resume (admin)", changed(kind(on=False), whose=said.whose))
    harder = [("Kill switch", KillSwitch())] if said.switch == "pause" and not said.killed else []
    return row(0, [("Flatten", Flatten()), *harder, resume])


def _tone(said: SwitchAnswer) -> Tone:
    return "warning" if said.on else "up"


FACE = Face(
    SwitchAnswer,
    frame="receipt",
    essentials=essentials,
    mood=lambda said: "trading stopped" if said.on else "trading goes on",
    tone=_tone,
    buttons=buttons,
    words=(switch_told, cancelled_told, how_to_resume),
)
