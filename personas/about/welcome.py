"""How somebody is welcomed, and thanks are taken."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from personas.buttons import Actions, row
from personas.card import Action, Menu
from personas.face import Essential, Face
from services.brain.watches import AiStatus
from services.core.request import AnyRequest
from services.education.learning import Learn
from services.house.help import Help
from services.house.preferences import SettingsSet
from services.house.voices import PersonaUse
from services.house.welcome import FirstMeeting, WelcomeAnswer, Word
from services.orders.entry import Buy
from services.studies.analyze_facts import Analyze
from services.studies.price import PriceNow

HEADS: Final[Mapping[Word, Markup]] = {
    "hello": Markup("Welcome to the Omega desk"),
    "thanks": Markup("Any time"),
}


def _buttons(said: WelcomeAnswer, _request: AnyRequest | None) -> Actions:
    """Six things to try: the trade is a preview, which orders nothing by itself."""
    if said.word == "thanks":
        return ()
    symbol = said.symbols[0]
    tried = row(
        0,
        [
            (f"Price of {symbol}", PriceNow(symbol=symbol)),
            (f"All about {symbol}", Analyze(symbol=symbol)),
            ("Try a paper trade", Buy(symbol=symbol, amount="5%")),
            ("The agent", AiStatus()),
            ("What you can ask", Help()),
        ],
    )
    return (*tried, *row(1, [("The trading school", Learn())]))


def _menus(said: WelcomeAnswer) -> tuple[Menu, ...]:
    if said.word == "thanks":
        return ()
    now = next((voice.title for voice in said.voices if voice.name == said.current), said.current)
    voices = tuple(Action(voice.title, PersonaUse(voice=voice.name), detail=voice.style) for voice in said.voices)
    markets = tuple(Action(symbol, SettingsSet(market=symbol)) for symbol in said.symbols)
    return Menu(f"Who speaks to you (now {now})", voices), Menu("Your market, meant where you name none", markets)


FACES = (
    Face(
        WelcomeAnswer,
        frame="notice",
        essentials=lambda said: [Essential("Desk", HEADS[said.word], first=True)],
        mood=lambda said: "greeted" if said.word == "hello" else "thanked",
        buttons=_buttons,
        menus=_menus,
    ),
    Face(FirstMeeting, frame="notice", mood=lambda _: "first meeting"),
)
