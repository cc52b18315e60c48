"""What ``/help`` may answer: usual and odd."""

from services.house.status import CommandFacts, HelpAnswer
from tests.answers._shared import NOW

COMMANDS = tuple(
    CommandFacts(name=name, summary=summary, example=example, role=role, allowed=role is None or role == "viewer")
    for name, summary, example, role in (
        ("chart", "A candle chart", "/chart symbol:BTC/USDT timeframe:4h", "viewer"),
        ("fib levels", "Levels of the last swing", "/fib levels symbol:BTC/USDT timeframe:4h", "viewer"),
        ("help", "What the desk can be asked", "/help", None),
        ("order place", "Place an order", "/order place symbol:BTC/USDT amount:0.25", "trader"),
    )
)


SAMPLES: dict[str, HelpAnswer] = {
    "viewer": HelpAnswer(as_of=NOW, commands=COMMANDS, your_role="viewer", roles_mapped=True),
    "nobody": HelpAnswer(as_of=NOW, commands=COMMANDS, your_role=None, roles_mapped=False),
    "all allowed": HelpAnswer(as_of=NOW, commands=COMMANDS[:3], your_role="admin", roles_mapped=True),
}
