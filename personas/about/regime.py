"""How a market's regime is shown."""

from personas.actions.one_market import under_one_market
from personas.card import Tone
from personas.face import Essential, Face
from personas.format import pct, price, share
from personas.pictures.regime import draw_regime
from personas.reading.regime import (
    certainty,
    likely,
    line_accord,
    regime_table,
    restlessness,
    rival,
    spell_age,
    volatility_table,
)
from services.studies.regime import RegimeAnswer

MOODS = {"trending up": "rising", "trending down": "falling", "ranging": "sideways", "volatile": "wild"}
TONES: dict[str, Tone] = {"trending up": "up", "trending down": "down"}


def essentials(said: RegimeAnswer) -> list[Essential]:
    return [
        Essential("Price", price(said.price)),
        Essential("Probability", share(said.probability)),
        Essential("Since then", pct(said.change_since)),
    ]


FACE = Face(
    RegimeAnswer,
    essentials=essentials,
    mood=lambda said: MOODS[said.regime],
    tone=lambda said: TONES.get(said.regime, "neutral"),
    buttons=under_one_market,
    picture=draw_regime,
    words=(certainty, rival, likely, spell_age, restlessness, line_accord, regime_table, volatility_table),
)
