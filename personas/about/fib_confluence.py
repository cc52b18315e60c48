"""How clusters of Fibonacci levels are shown."""

from collections.abc import Iterable, Mapping
from typing import Literal

from markupsafe import Markup

from personas.about._one_market import NOW, away, buttons
from personas.face import Essential, Face
from personas.format import count, counted, price, ratio, share, signed_atrs, to
from personas.phrasing import columns, marked
from personas.pictures.confluence import draw_confluence
from services.studies.chart import Chart
from services.studies.fib_confluence import FibCluster, FibConfluence, FibConfluenceAnswer
from services.studies.fib_extensions import FibExtensions
from services.studies.fib_levels import FibLevels
from services.studies.fib_time import FibTime

Odds = Literal["rare", "uncommon", "common"]
MOODS: Mapping[Odds, str] = {
    "rare": "unlike chance",
    "uncommon": "hardly unlike chance",
    "common": "like chance",
}
RARE, UNCOMMON = 0.05, 0.2
"""Shares of chance up to which agreement is called so."""


def odds(chance_share: float) -> Odds:
    """How often chance alone agrees as strongly."""
    return "rare" if chance_share <= RARE else "uncommon" if chance_share <= UNCOMMON else "common"


def clusters_near(answer: FibConfluenceAnswer, each_side: int = 3) -> tuple[FibCluster | None, ...]:
    """The nearest clusters above and below, highest first, and ``None`` where the price stands; one that it stands in
    takes that place.
    """
    above = [one for one in answer.clusters if one.low > answer.price]
    below = [one for one in answer.clusters if one.high < answer.price]
    return (*above[-each_side:], answer.at_price, *below[:each_side])


def cluster_table(clusters: Iterable[FibCluster | None], current: float) -> list[Markup]:
    """A line a cluster: how many moves agree, its middle, its score, and how far it is."""
    return columns([(NOW, price(current), "", "") if one is None else _row(one, current) for one in clusters], ">>><")


def _row(one: FibCluster, current: float) -> tuple[str, str, str, str]:
    far = "here" if one.inside else str(signed_atrs(one.distance_atr))
    return counted(one.moves, "move"), price(one.middle, current), ratio(one.score), far


def strongest_told(answer: FibConfluenceAnswer) -> Markup:
    """``strongest of 3 Fibonacci clusters at 43,020.00``, ``no cluster of Fibonacci levels near``"""
    if answer.strongest is None:
        return Markup("no cluster of Fibonacci levels near")
    of = "one Fibonacci cluster," if answer.found == 1 else f"strongest of {count(answer.found)} Fibonacci clusters"
    return marked(f"{of} at {price(answer.strongest.middle, answer.price)}")


def chance_told(cluster: FibCluster) -> Markup:
    """``random levels do as well in 12.4% of tries``"""
    return marked(f"random levels do as well in {share(cluster.chance_share)} of tries")


def essentials(said: FibConfluenceAnswer) -> list[Essential]:
    found = [Essential("Price", price(said.price)), Essential("Strongest", strongest_told(said), first=True)]
    named = (("Cluster above", said.nearest_above), ("Cluster below", said.nearest_below), ("Inside", said.at_price))
    found += [Essential(label, to(one.low, one.high)) for label, one in named if one is not None]
    if said.strongest is not None:
        found.append(Essential("Strongest beside chance", chance_told(said.strongest)))
    return found


FACE = Face(
    FibConfluenceAnswer,
    essentials=essentials,
    mood=lambda said: "open country" if said.strongest is None else MOODS[odds(said.strongest.chance_share)],
    buttons=buttons(
        *(FibConfluence, FibLevels, FibExtensions, FibTime, Chart),
        levels=lambda said: [edge for cluster in said.clusters for edge in (cluster.low, cluster.high)],
    ),
    picture=draw_confluence,
    words=(odds, clusters_near, cluster_table, strongest_told, chance_told, away),
)
