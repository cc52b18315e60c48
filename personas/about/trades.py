"""How closed trades are shown."""

from markupsafe import Markup

from personas.about._account import first_order, pages
from personas.about._trading import account_told
from personas.buttons import Actions, changed
from personas.card import Action
from personas.escaping import escape
from personas.face import Essential, Face
from personas.format import cash, counted, day_month, duration, figure, gain, price, quantity
from services.core.request import AnyRequest
from services.portfolio.trades import MOST_TRADES, TradeFacts, Trades, TradesAnswer


def brought(answer: TradesAnswer) -> Markup:
    """``12 trades, +123.40 USDT after costs``; ``no closed trade yet``"""
    totals = answer.totals
    of = Markup("") if answer.symbol is None else Markup(" in {}").format(escape(answer.symbol))
    if not totals.trades:
        return Markup("no closed trade{}").format(of or " yet")
    told = Markup("{}{}, {} {} after costs")
    return told.format(counted(totals.trades, "trade"), of, gain(totals.pnl), escape(answer.currency))


def trade_told(trade: TradeFacts) -> Markup:
    """``**+145.11** (1.45 R) BTC/USDT long 0.1: 40,000.00 → 41,500.00 in 2 h, fees 4.89``"""
    parts = [f"{price(trade.entry)} → {price(trade.exit)} in {duration(trade.held)}", f"fees {cash(trade.fees)}"]
    if trade.funding:
        parts.append(f"funding {'paid' if trade.funding > 0 else 'received'} {cash(abs(trade.funding))}")
    if trade.liquidated:
        parts.append("liquidated")
    multiple = "" if trade.r_multiple is None else f" ({figure(trade.r_multiple)} R)"
    told = Markup("**{}**{} {} {} {}: {} ({})")
    what = (escape(trade.symbol), trade.side, quantity(trade.amount), ", ".join(parts), day_month(trade.closed_at))
    return told.format(gain(trade.pnl), multiple, *what)


def essentials(said: TradesAnswer) -> list[Essential]:
    return [account_told(said), Essential("Trades", brought(said), first=True)]


def buttons(said: TradesAnswer, request: AnyRequest | None = None) -> Actions:
    asked = request if isinstance(request, Trades) else Trades(account=said.account, symbol=said.symbol)
    more = len(said.trades) < min(said.totals.trades, MOST_TRADES)
    rest = [Action("More", changed(asked, count=MOST_TRADES), row=1)] if more else []
    rest += [] if said.totals.trades or said.open else [first_order(said, row=1)]
    return (*pages(said, 0, Trades), *rest)


FACE = Face(
    TradesAnswer,
    frame="list",
    essentials=essentials,
    tone=lambda said: "up" if said.totals.pnl > 0 else "down" if said.totals.pnl < 0 else "neutral",
    buttons=buttons,
    words=(brought, trade_told),
)
