"""How it is told what happened to somebody's order or position."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from personas.about._trading import on_paper, why_ended
from personas.buttons import row
from personas.card import Tone
from personas.escaping import escape
from personas.face import Actions, Essential, Face
from personas.format import MINUS, cash, points, quantity
from personas.phrasing import base, marked, quote
from services.core.request import AnyRequest
from services.orders.events import Traded
from services.portfolio.positions_facts import Positions
from services.portfolio.trades import Trades
from services.studies.chart import Chart

MOODS: Final[Mapping[str, str]] = {
    "filled": "order filled",
    "partly filled": "order filled",
    "stopped": "order stopped",
    "target reached": "order at target",
    "liquidated": "position liquidated",
    "refused": "order refused",
    "cancelled": "order ended",
}
TONES: Final[Mapping[str, Tone]] = {
    "target reached": "up",
    "stopped": "down",
    "liquidated": "error",
    "refused": "warning",
}


def outcome(said: Traded) -> Markup:
    """``−52.10 USDT (−1.0 R)`` of the trade that is over; empty where none is."""
    if said.pnl is None:
        return Markup("")
    money = marked("{} {}").format(_signed(cash(said.pnl)), escape(quote(said.symbol)))
    if said.r_multiple is None:
        return money
    return marked("{} ({} R)").format(money, _signed(points(said.r_multiple)))


def traded_told(said: Traded) -> Markup:
    """``stopped out of BTC/USDT``, ``bought 0.2 BTC``, ``order to sell 3 ETH refused``"""
    size = marked("{} {}").format(quantity(said.amount), escape(base(said.symbol)))
    match said.what:
        case "stopped" if said.pnl is not None:
            text = marked("stopped out of {}").format(escape(said.symbol))
        case "stopped":
            text = marked("stop {} {}").format(_deed(said), size)
        case "target reached":
            text = marked("target reached, {} {}").format(_deed(said), size)
        case "liquidated":
            text = marked("{} liquidated").format(escape(said.symbol))
        case "filled" | "partly filled":
            text = marked("{} {}").format(_deed(said), size)
        case over:
            return marked("order to {} {} {}").format(said.side, size, over)
    ended = outcome(said)
    return marked("{}, {}").format(text, ended) if ended else text


def left_holding(said: Traded) -> Markup:
    """``holds 0.5 BTC``, ``is short 2 ETH``, ``holds no BTC``"""
    coin = escape(base(said.symbol))
    if not said.held:
        return marked("holds no {}").format(coin)
    return marked("{} {} {}").format("is short" if said.held < 0 else "holds", quantity(abs(said.held)), coin)


def essentials(said: Traded) -> list[Essential]:
    return [
        Essential("Account", on_paper(said.called), first=True),
        Essential("What happened", traded_told(said), first=True),
    ]


def _deed(said: Traded) -> Markup:
    return Markup("bought") if said.side == "buy" else Markup("sold")


def _signed(text: Markup) -> Markup:
    return text if text.startswith(MINUS) or not text.strip("0.,") else marked(f"+{text}")


def _tone(said: Traded) -> Tone:
    if said.pnl is not None and said.what != "liquidated":
        return "up" if said.pnl >= 0 else "down"
    return TONES.get(said.what, "neutral")


def _buttons(said: Traded, _request: AnyRequest | None) -> Actions:
    account = said.called
    return row(
        0,
        [
            ("Positions", Positions(account=account)),
            ("Trades", Trades(account=account)),
            ("Chart", Chart(symbol=said.symbol)),
        ],
    )


FACE = Face(
    Traded,
    frame="notice",
    essentials=essentials,
    mood=lambda said: MOODS[said.what],
    tone=_tone,
    buttons=_buttons,
    words=(on_paper, traded_told, why_ended, left_holding),
)
