"""What ``/help`` may answer: usual and odd."""

from string import ascii_lowercase
from typing import Any

from services.house.help import CommandFacts, CommandHelp, GroupFacts, HelpAnswer, OptionFacts
from services.studies.fib_levels import FibLevels
from tests.answers._shared import NOW

COMMANDS = tuple(
    CommandFacts(
        name=name, group=group, summary=summary, example=example, role=role, allowed=role is None or role == "viewer"
    )
    for name, group, summary, example, role in (
        ("chart", "markets", "A candle chart", "/chart symbol:BTC/USDT timeframe:4h", "viewer"),
        ("fib levels", "fib", "Levels of the last swing", "/fib levels symbol:BTC/USDT timeframe:4h", "viewer"),
        ("help", "desk", "What the desk can be asked", "/help", None),
        ("order place", "order", "Place an order", "/order place symbol:BTC/USDT amount:0.25", "trader"),
    )
)
GROUPS = tuple(
    GroupFacts(name=name, summary=summary, commands=1)
    for name, summary in (("markets", "Prices and charts"), ("fib", "Fibonacci levels"), ("desk", "The desk itself"))
)
LEVELS = CommandHelp(
    name="fib levels",
    means="Prices at fixed parts of the last big swing.",
    options=(
        OptionFacts(name="symbol", description="Which market", takes=None, needed=True, default=None),
        OptionFacts(name="lookback", description="How far", takes="whole number from 20", needed=False, default="200"),
        OptionFacts(name="date", description="At", takes=None, needed=False, default=None),
    ),
    reads="everybody where it is asked",
    example=FibLevels(symbol="BTC/USDT", timeframe="4h"),
)
PLACE = CommandHelp(name="order place", means="", options=(), reads="you alone")
WORDS = tuple(one + other for one in ascii_lowercase[:12] for other in ascii_lowercase[:10])
MANY = tuple(
    CommandFacts(
        name=f"fib study-{word}",
        group="fib",
        summary="A study of the levels of a swing, with what chance would give beside it, and of nothing else at all",
        example=f"/fib study-{word} symbol:BTC/USDT timeframe:4h",
        role="viewer",
        allowed=True,
    )
    for word in WORDS
)


def help_answer(**changes: Any) -> HelpAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW,
        "groups": GROUPS,
        "group": None,
        "commands": COMMANDS,
        "command": None,
        "your_role": "viewer",
        "roles_mapped": True,
    }
    return HelpAnswer.model_validate(usual | changes)


SAMPLES: dict[str, HelpAnswer] = {
    "viewer": help_answer(),
    "nobody": help_answer(your_role=None, roles_mapped=False),
    "all allowed": help_answer(commands=COMMANDS[:3], your_role="admin"),
    "a group": help_answer(group="fib", commands=COMMANDS[1:2]),
    "a closed group": help_answer(group="order", commands=COMMANDS[3:]),
    "a command": help_answer(group="fib", commands=COMMANDS[1:2], command=LEVELS),
    "a closed command": help_answer(group="order", commands=COMMANDS[3:], command=PLACE),
    "many commands": help_answer(commands=MANY, group="fib"),
    "many groups": help_answer(
        commands=MANY,
        groups=tuple(
            GroupFacts(name=f"group-{word}", summary="Things, " + "each said in some words " * 3, commands=4)
            for word in WORDS[:30]
        ),
    ),
}
