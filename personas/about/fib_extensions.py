"""How Fibonacci extensions are shown."""

from collections.abc import Iterable

from markupsafe import Markup

from personas.about._fibonacci import beside
from personas.about._one_market import NOW, at_price, away, buttons, last_bars
from personas.face import Essential, Face
from personas.format import price, ratio, signed_atrs
from personas.phrasing import columns, marked
from personas.pictures.extensions import draw_extensions
from services.studies.chart import Chart
from services.studies.fib_confluence import FibConfluence
from services.studies.fib_extensions import ExtensionLevel, FibExtensions, FibExtensionsAnswer
from services.studies.fib_levels import FibLevels
from services.studies.fib_time import FibTime

REACHED = "reached"


def targets(answer: FibExtensionsAnswer, ahead: int = 4) -> tuple[ExtensionLevel | None, ...]:
    """The last level reached and the next ``ahead``, highest first, and ``None`` where the price stands."""
    sign = 1.0 if answer.direction == "up" else -1.0
    coming = sorted((level for level in answer.levels if not level.reached), key=lambda level: sign * level.price)
    shown = [*coming[:ahead], *([answer.last_reached] if answer.last_reached else [])]
    ordered = sorted(shown, key=lambda level: -level.price)
    above = [level for level in ordered if level.price > answer.price]
    return (*above, None, *ordered[len(above) :])


def projection_table(levels: Iterable[ExtensionLevel | None], current: float) -> list[Markup]:
    """A line a level: ratio (``AB`` of an extension), price, and how far it is or that it was reached."""
    return columns([(NOW, price(current), "") if one is None else _row(one, current) for one in levels], ">><")


def _row(level: ExtensionLevel, current: float) -> tuple[str, str, str]:
    name = ratio(level.ratio) if level.kind == "projection" else f"AB {ratio(level.ratio)}"
    far = "" if level.distance_atr is None else str(signed_atrs(level.distance_atr))
    return name, price(level.price, current), REACHED if level.reached else far


def target_told(answer: FibExtensionsAnswer) -> Markup:
    """What is left of the projection: ``next target 43,500.00``, ``every target reached``, ``projection off``."""
    if answer.state != "holds":
        return Markup("projection off")
    if answer.next_target is None:
        return Markup("every target reached")
    return marked(f"next target {price(answer.next_target.price, answer.price)}")


def mood(said: FibExtensionsAnswer) -> str:
    return "failed" if said.state != "holds" else "under way" if said.next_target else "spent"


def essentials(said: FibExtensionsAnswer) -> list[Essential]:
    found = [Essential("Price", price(said.price)), Essential("Target", target_told(said), first=True)]
    if said.next_target is not None:
        found += at_price(f"Next target, {said.next_target.name}", said.next_target.price, said.price)
    found += at_price("Off beyond" if said.state == "holds" else "Passed, and so off", said.limit.price, said.price)
    undone = said.retraced_by_c > 1  # by C itself
    return found if undone else found + at_price("Undoes the first move", said.void.price, said.price)


FACE = Face(
    FibExtensionsAnswer,
    essentials=essentials,
    mood=mood,
    tone=lambda said: said.direction if said.state == "holds" else "neutral",
    buttons=buttons(
        *(FibExtensions, FibLevels, FibConfluence, FibTime, Chart),
        levels=lambda said: [level.price for level in said.levels],
    ),
    picture=draw_extensions,
    scope=last_bars,
    words=(target_told, targets, projection_table, away, beside),
)
