"""How open positions are shown: what closes each, and where it stands among the levels of its market."""

from collections.abc import Iterator
from datetime import datetime

from markupsafe import Markup

from personas.about._account import first_order, pages
from personas.about._one_market import away
from personas.about._trading import account_told
from personas.about.fib_levels import standing
from personas.buttons import Actions, by_timeframe
from personas.card import Action, Menu, Tone
from personas.escaping import brief, escape
from personas.face import Essential, Face
from personas.format import cash, counted, figure, gain, listed, pct, price, quantity, share, signed_atrs, times, when
from personas.phrasing import marked
from personas.pictures.held import draw_held
from services.core.request import AnyRequest
from services.orders.entry import Buy, Sell
from services.portfolio.positions_facts import (
    MarketReading,
    PositionFacts,
    Positions,
    PositionsAnswer,
    Protection,
    StopPlace,
)


def size_told(position: PositionFacts) -> Markup:
    """``BTC/USDT long 0.5``"""
    return Markup("{} {} {}").format(escape(position.symbol), position.side, quantity(position.amount))


def gain_told(position: PositionFacts) -> Markup:
    """``+123.45 (+2.31%)``; ``no price``"""
    if position.unrealised is None:
        return Markup("no price")
    return marked(f"{gain(position.unrealised)} ({pct(position.gained_pct)})")


def position_told(answer: PositionsAnswer) -> Markup:
    """``BTC/USDT long 0.5, +123.45 (+2.31%)``; ``3 positions, −12.00``; ``no open position``"""
    first, count = answer.first, len(answer.positions)
    if first is None and answer.symbol is not None:
        return Markup("no position in {}").format(brief(answer.symbol))
    if first is None:
        return Markup("no open position")
    if count == 1 or answer.symbol is not None:
        return Markup("{}, {}").format(size_told(first), gain_told(first))
    return Markup("{}, {} {}").format(counted(count, "position"), gain(answer.unrealised), escape(answer.currency))


def gain_line(position: PositionFacts) -> Markup:
    """``+123.45 (+2.31%, +6.93% of its margin, 0.82 R so far)``"""
    if position.unrealised is None:
        return Markup("not known without a price")
    parts = [str(pct(position.gained_pct))]
    if position.leverage_ratio > 1 and position.margin_pct is not None:
        parts.append(f"{pct(position.margin_pct)} of its margin")
    if position.r_multiple is not None:
        parts.append(f"{figure(position.r_multiple)} R so far, after costs")
    return marked(f"{gain(position.unrealised)} ({', '.join(parts)})")


def liquidation_line(position: PositionFacts) -> Markup:
    """``at 35,123.00 (−16.4%, −12.3 ATR)``; ``none: nothing is borrowed``"""
    end = position.liquidation
    if end is not None:
        return marked(f"at {price(end.price, position.price)} ({away(end)})")
    if position.kind == "spot":
        return Markup("none: nothing is borrowed")
    return Markup("not known without a price") if position.price is None else Markup("at no price above zero")


def margin_line(position: PositionFacts, as_of: datetime) -> Markup:
    """``3,500.00 at 6.0×; funding paid 1.20; next funding 16:00: about 0.42 to pay at the last rate``"""
    parts = [f"{cash(position.margin)} at {times(position.leverage_ratio)}"]
    if position.funding:
        parts.append(f"funding {'paid' if position.funding > 0 else 'received'} {cash(abs(position.funding))}")
    coming = position.next_funding
    if coming is not None:
        due = f"about {cash(abs(coming.payment))} to {'receive' if coming.payment < 0 else 'pay'}"
        rate = "an assumed rate" if coming.assumed else "the last rate"
        told = f"{due} at {rate}" if coming.payment else "nothing to pay"
        parts.append(f"next funding {when(coming.time, as_of)}: {told}")
    return marked("; ".join(parts))


def stop_line(position: PositionFacts) -> Markup:
    """``41,000.00 (−2.4%, −1.9 ATR), result −510.00``; where there is none, where one would stand."""
    if not position.stops:
        places = [_place(place, position) for place in position.places]
        return marked("**none**" + (f"; one would stand at {' or '.join(places)}" if places else ""))
    told = listed([_protection(each, position) for each in position.stops])
    rest = "" if position.stopped >= position.amount else f"; it covers {quantity(position.stopped)} of it alone"
    return marked(f"{told}{rest}")


def _protection(each: Protection, position: PositionFacts) -> Markup:
    part = "" if each.amount >= position.amount else f" for {quantity(each.amount)}"
    atr = "" if each.distance_atr is None else f", {signed_atrs(each.distance_atr)}"
    far = "" if each.distance is None else f" ({pct(each.distance)}{atr})"
    return marked(f"{price(each.price, position.price)}{part}{far}, result {gain(each.pnl)}")


def _place(place: StopPlace, position: PositionFacts) -> str:
    end = "low" if position.side == "long" else "high"
    beyond = "" if place.level is None else f"beyond the swing's {end} {price(place.level, position.price)}, "
    return f"{price(place.price, position.price)} ({beyond}{away(place)}; result {gain(place.pnl)})"


def target_line(position: PositionFacts) -> Markup:
    """``44,000.00 (+4.7%, +3.8 ATR), result +1,010.00``"""
    return listed([_protection(each, position) for each in position.targets])


def fib_line(reading: MarketReading) -> Markup:
    """``4h, between the 0.236 and the 0.382 retracement; above 43,100.00 (+1.1%), below 42,300.00 (−0.8%)``"""
    fib = reading.fib
    near = [
        f"{word} {price(level.price, fib.price)} ({pct(level.distance)})"
        for word, level in (("above", fib.nearest_above), ("below", fib.nearest_below))
        if level is not None
    ]
    return marked(f"{fib.timeframe} {fib.swing.direction}swing, {standing(fib)}{'; ' if near else ''}{', '.join(near)}")


def market_line(reading: MarketReading) -> Markup:
    """``regime trending up (72.3%); trend of 50 bars: up, strong``"""
    parts = [] if reading.regime is None else [f"regime {reading.regime} ({share(reading.regime_probability)})"]
    if reading.trend is not None:
        trend = reading.trend
        way = "none" if trend.direction == "none" else f"{trend.direction}, {trend.strength}"
        parts.append(f"trend of {trend.bars} bars: {way}")
    return marked("; ".join(parts))


def others(answer: PositionsAnswer) -> tuple[PositionFacts, ...]:
    """The positions that are not shown in full."""
    return answer.positions if answer.first is None else answer.positions[1:]


def other_told(position: PositionFacts) -> Markup:
    """``BTC/USDT long 0.5: +123.45 (+2.31%), 42,000.00 → 42,970.00, no stop, liquidation −16.4%``"""
    parts = [str(gain_told(position))]
    if position.price is not None:
        parts.append(f"{price(position.entry)} → {price(position.price)}")
    parts.append(f"stop {price(position.stops[0].price, position.price)}" if position.stops else "no stop")
    if position.liquidation is not None:
        parts.append(f"liquidation {pct(position.liquidation.distance)} away")
    return Markup("{}: {}").format(size_told(position), marked(", ".join(parts)))


def essentials(said: PositionsAnswer) -> list[Essential]:
    found = [account_told(said), Essential("Position", position_told(said), first=True)]
    first = said.first
    if first is not None:
        found.append(Essential("Entry", price(first.entry, first.price)))
        found += [Essential("Price", price(first.price))] if first.price is not None else []
        found.append(Essential("Stop", price(first.stops[0].price, first.price) if first.stops else Markup("none")))
        if first.liquidation is not None:
            found.append(Essential("Liquidation", price(first.liquidation.price, first.price)))
    return found


def tone(said: PositionsAnswer) -> Tone:
    if any(each.near_liquidation or each.liquidated_first for each in said.positions):
        return "warning"
    return "up" if said.unrealised > 0 else "down" if said.unrealised < 0 else "neutral"


def buttons(said: PositionsAnswer, request: AnyRequest | None = None) -> Actions:
    del request
    asked = _asked(said, None if said.first is None else said.first.symbol)
    pressed = pages(said, 1, Positions)
    if said.first is not None:
        return (*by_timeframe(asked, said.timeframe), *pressed, *_orders(said, said.first))
    return pressed if said.positions else (*pressed, first_order(said, row=2))


def _orders(said: PositionsAnswer, held: PositionFacts) -> Iterator[Action]:
    """Previews of what would close it: at once, and where it has no stop, at each place for one."""
    kind = Sell if held.side == "long" else Buy
    closing = {"symbol": held.symbol, "amount": f"{held.amount:f}", "reduce_only": True, "account": said.account}
    yield Action("Close …", kind.model_validate(closing), row=2)
    for place in held.places if not held.stops else ():
        order = kind.model_validate({**closing, "type": "stop", "trigger": place.price})
        yield Action(f"Stop {price(place.price, held.price)}", order, row=2)


def menus(said: PositionsAnswer) -> tuple[Menu, ...]:
    """Which position to look at in full."""
    if len(said.positions) < 2 and said.first is not None:
        return ()
    choices = tuple(
        Action(str(size_told(each)), _asked(said, each.symbol), current=each is said.first)
        for each in said.positions[:25]
    )
    return (Menu("Another position", choices),) if choices else ()


def _asked(said: PositionsAnswer, symbol: str | None) -> Positions:
    return Positions(account=said.account, symbol=symbol, timeframe=said.timeframe)


FACE = Face(
    PositionsAnswer,
    frame="list",
    essentials=essentials,
    tone=tone,
    buttons=buttons,
    menus=menus,
    picture=draw_held,
    words=(
        *(fib_line, gain_line, liquidation_line, margin_line, market_line, other_told, others),
        *(position_told, size_told, stop_line, target_line),
    ),
)
