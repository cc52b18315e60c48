"""How a price is shown."""

from personas.actions.one_market import under_price
from personas.card import Tone
from personas.face import Essential, Face
from personas.format import pct, price, to
from personas.reading.market import stand, trend, turnout, week_end
from services.studies.price import PriceAnswer

MOODS = {
    "unknown": "unmeasured",
    "below": "outside",
    "at the low": "at the bottom",
    "low": "near the bottom",
    "middle": "in the middle",
    "high": "near the top",
    "at the high": "at the top",
    "above": "outside",
}


def essentials(said: PriceAnswer) -> list[Essential]:
    found = [Essential("Price", price(said.price))]
    if said.change_24h is not None:
        found.append(Essential("Change 24 h", pct(said.change_24h)))
    if said.low_24h is not None and said.high_24h is not None:
        found.append(Essential("Range 24 h", to(said.low_24h, said.high_24h)))
    return found


def tone(said: PriceAnswer) -> Tone:
    direction = trend(said.change_24h)
    return direction if direction in ("up", "down") else "neutral"


FACE = Face(
    PriceAnswer,
    essentials=essentials,
    mood=lambda said: MOODS[stand(said.position_24h)],
    tone=tone,
    buttons=under_price,
    words=(stand, trend, turnout, week_end),
)
