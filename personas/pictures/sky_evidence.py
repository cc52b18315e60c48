"""The pictures of the evidence on the sky: all factors side by side, or one of them inside the cloud of chance."""

from collections.abc import Mapping, Sequence
from math import floor, log10
from typing import TYPE_CHECKING, Final

from analytics.factor_judgement import Verdict
from personas.about._measures import nearest_to_a_sign
from personas.format import share
from personas.pictures.figures import decimals, percent_text, price_text
from personas.pictures.header import Note, ghost, header
from personas.pictures.palette import Ink
from personas.pictures.study import SMALL, STUDY, TEXT, Look, Study
from services.cosmic.evidence import ChanceCloud, CosmicEvidenceAnswer, EventPath, FactorEvidence, MeasureEvidence

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BOTTOM, HEIGHT = 0.145, 0.755
PANELS: Final = (("return", 0.232, 0.262), ("volatility", 0.607, 0.262))
"""Where the two measures stand: from which share of the width on, and how wide."""
CONFIDENCE: Final = "95%"
PASSES: Final = "●"
MARKS: Final[Mapping[Verdict, tuple[str, str]]] = {
    "passes": (PASSES, "found twice"),
    "not confirmed": ("once", "not confirmed"),
    "too short": ("short", "too short to tell"),
}
"""What stands beside the chance of a factor that stood out, and what that means."""
FREE: Final = 0.68
"""The share of a cloud's plot that its tallest bar fills."""
INTERVAL: Final = 0.78
"""How high above it the interval of what was seen stands."""


def draw_sky_evidence(answer: CosmicEvidenceAnswer, marks: Sequence[str]) -> Study:
    one = answer.depth
    every = answer.chosen == "all" or not answer.clouds
    notes = (
        (Note(_least(answer)),)
        if every
        else (Note(f"{one.title}: {one.spells} spells"), Note(f"bright: {CONFIDENCE} of {answer.draws:,} calendars"))
    )
    head, samples = header(
        answer.symbol,
        answer.timeframe,
        price_text(answer.price, decimals(answer.price, answer.price)),
        (f"{answer.bars:,} bars", "muted"),
        answer.provenance,
        marks,
        notes,
    )

    def plot(figure: "Figure", look: Look) -> None:
        if every:
            _forest(figure, answer, look)
        else:
            _in_depth(figure, answer, look)

    return Study(tuple(head), tuple(samples), ghost(answer.provenance, STUDY), plot)


def _forest(figure: "Figure", answer: CosmicEvidenceAnswer, look: Look) -> None:
    """A row a factor: the interval of its effect on each measure, and beside it how much of that is chance."""
    for title, left, width in PANELS:
        axes = figure.add_axes((left, BOTTOM, width, HEIGHT))
        measures = [one.returns if title == "return" else one.volatility for one in answer.factors]
        _intervals(axes, measures, look)
        axes.set_title(title, color=look("text"), fontsize=TEXT, fontweight="bold", pad=7)
        axes.text(
            *(1.03, 1.012),
            "random",
            transform=axes.transAxes,
            ha="left",
            va="bottom",
            color=look("muted"),
            fontsize=SMALL,
        )
        for at, (one, measure) in enumerate(zip(answer.factors, measures, strict=True)):
            if title == "return":
                _titled(axes, at, one, look)
            if measure is not None or title == "return":
                _beside(axes, at, _verdict(one, measure), look)
    figure.text(
        *(0.02, 0.912),
        ("" if answer.standing else "explores: ") + _weighs(answer.weight),
        ha="left",
        va="bottom",
        color=look("text"),
        fontsize=SMALL,
    )
    figure.text(
        *(0.5, 0.018),
        "; ".join((f"{CONFIDENCE} intervals, per bar", "random: share of calendars as far out", *_marks(answer))),
        ha="center",
        va="bottom",
        color=look("muted"),
        fontsize=SMALL,
    )


def _titled(axes: "Axes", at: int, one: FactorEvidence, look: Look) -> None:
    ink: Ink = "text" if one.returns else "muted"
    axes.text(
        *(-0.035, at),
        one.title,
        transform=axes.get_yaxis_transform(),
        ha="right",
        va="center",
        color=look(ink),
        fontsize=SMALL,
    )


def _weighs(weight: float) -> str:
    return f"may weigh up to {share(weight)}" if weight else "weighs nothing"


def _least(answer: CosmicEvidenceAnswer) -> str:
    """How little chance explains any of them, corrected for the number of them."""
    measures = [each for one in answer.factors for each in (one.returns, one.volatility) if each is not None]
    if not measures:
        return f"{len(answer.factors)} factors beside random calendars"
    least = share(min(each.adjusted_probability for each in measures))
    return f"all {answer.tests} tries counted, random calendars do as much in {least} or more"


def _chance(measure: MeasureEvidence | None, tests: int) -> str:
    if measure is None:
        return ""
    random, all_told = share(measure.as_far_share), share(measure.adjusted_probability)
    return f": {random} of random calendars as far, all {tests} tries counted {all_told}"


def _marks(answer: CosmicEvidenceAnswer) -> list[str]:
    """What the words beside a chance mean, where they stand."""
    verdicts = {each.verdict for one in answer.factors for each in (one.returns, one.volatility) if each is not None}
    return [f"{mark}: {meaning}" for verdict, (mark, meaning) in MARKS.items() if verdict in verdicts]


def _intervals(axes: "Axes", measures: Sequence[MeasureEvidence | None], look: Look) -> None:
    axes.axvline(0, color=look("pocket_name"), linewidth=2.0, linestyle=(0, (4, 3)))
    reach = 0.0
    for at, one in enumerate(measures):
        if one is None:
            continue
        passes = one.verdict == "passes"
        ink: Ink = ("up" if one.effect_pct > 0 else "down") if passes else "text"
        axes.hlines(at, one.low_pct, one.high_pct, color=look(ink), linewidth=3.0)
        axes.plot(
            *([one.effect_pct], [at]),
            marker="o",
            markersize=11,
            color=look(ink),
            markerfacecolor=look(ink if passes else "background"),
            markeredgewidth=3.0,
            linestyle="none",
        )
        reach = max(reach, abs(one.low_pct), abs(one.high_pct))
    reach = reach or 0.01
    axes.set_xlim(-1.06 * reach, 1.06 * reach)
    step = _step(reach)
    axes.set_xticks([-step, 0.0, step], [_tick(value) for value in (-step, 0.0, step)])
    axes.set_ylim(len(measures) - 0.4, -0.6)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="x", length=0)


def _step(reach: float) -> float:
    """The largest of 1, 1.5, 2, 3, 4, 6, 8, 10 … that is well within ``reach``, and more than half of it."""
    size = 10.0 ** floor(log10(0.9 * reach))
    return next(times * size for times in (8, 6, 4, 3, 2, 1.5, 1) if times * size <= 0.9 * reach)


def _verdict(one: FactorEvidence, measure: MeasureEvidence | None) -> tuple[str, Ink]:
    if measure is None:
        return f"too few: {one.spells}" if one.lacks == "spells" else "too little", "muted"
    chance = str(share(measure.as_far_share))
    if measure.verdict not in MARKS:
        return chance, "muted"
    return f"{chance} {MARKS[measure.verdict][0]}", "up" if measure.verdict == "passes" else "alert"


def _beside(axes: "Axes", at: int, told: tuple[str, Ink], look: Look) -> None:
    text, ink = told
    axes.text(
        *(1.03, at),
        text,
        transform=axes.get_yaxis_transform(),
        ha="left",
        va="center",
        color=look(ink),
        fontsize=SMALL,
        fontweight="bold" if PASSES in text else "normal",
    )


def _in_depth(figure: "Figure", answer: CosmicEvidenceAnswer, look: Look) -> None:
    """Both clouds of chance above, the course of the price around the events below."""
    floor = 0.585 if answer.path else 0.15
    for cloud, left in zip(answer.clouds, (0.03, 0.53), strict=True):
        axes = figure.add_axes((left, floor, 0.44, 0.9 - floor))
        _cloud(axes, cloud, answer, look)
    figure.text(
        *(0.5, floor - 0.078),
        _earned(answer),
        ha="center",
        va="top",
        color=look("text"),
        fontsize=TEXT,
        fontweight="bold",
    )
    if answer.path:
        _course(figure.add_axes((0.085, 0.125, 0.885, 0.235)), answer.path, look)


def _cloud(axes: "Axes", cloud: ChanceCloud, answer: CosmicEvidenceAnswer, look: Look) -> None:
    """What random calendars gave, their middle filled more strongly, and what was seen."""
    measure = answer.depth.returns if cloud.name == "return" else answer.depth.volatility
    middles = [(low + high) / 2 for low, high in zip(cloud.edges, cloud.edges[1:], strict=False)]
    width = cloud.edges[1] - cloud.edges[0]
    usual = [cloud.chance_low_pct <= middle <= cloud.chance_high_pct for middle in middles]
    inks: tuple[tuple[bool, Ink], ...] = ((True, "pocket_name"), (False, "pocket"))
    for inside, ink in inks:
        heights = [count if within is inside else 0 for count, within in zip(cloud.counts, usual, strict=True)]
        axes.bar(middles, heights, width, color=look(ink), alpha=0.6)
    top = max(cloud.counts) / FREE
    axes.set_ylim(0, top)
    seen = cloud.effect_pct
    axes.vlines(seen, 0, top * INTERVAL, color=look("text"), linewidth=4.0)
    ends = [seen] if measure is None else [measure.low_pct, measure.high_pct]
    axes.hlines(top * INTERVAL, ends[0], ends[-1], color=look("text"), linewidth=3.0)
    axes.plot([seen], [top * INTERVAL], marker="o", markersize=11, color=look("text"), linestyle="none")
    low, high = min(cloud.edges[0], *ends), max(cloud.edges[-1], *ends)
    room = (high - low) * 0.04
    axes.set_xlim(low - room, high + room)
    axes.annotate(
        _seen(seen),
        (seen, top * INTERVAL),
        xytext=(0, 8),
        textcoords="offset points",
        ha="center",
        va="bottom",
        color=look("text"),
        fontsize=TEXT,
        fontweight="bold",
    )
    axes.set_title(
        f"{cloud.name}{_chance(measure, answer.tests)}", color=look("text"), fontsize=SMALL, loc="left", pad=6
    )
    axes.set_yticks([])
    axes.grid(visible=False, axis="y")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="x", length=0)
    axes.locator_params(axis="x", nbins=5)
    axes.xaxis.set_major_formatter(lambda value, _: _tick(value))


def _earned(answer: CosmicEvidenceAnswer) -> str:
    """How many spells the two measures rest upon, and what came of the one that chance explains less."""
    near = nearest_to_a_sign(answer.depth)
    if near is None:
        return ""
    verdict = f", {MARKS[near.verdict][1]}" if near.verdict in MARKS else ""
    instead = "" if answer.standing else f", only the trial on {answer.standing_bars:,} days counts"
    return f"{answer.depth.spells:,} spells{verdict}: {_weighs(near.weight)}{instead}"


def _course(axes: "Axes", course: EventPath, look: Look) -> None:
    axes.fill_between(course.at, course.low, course.high, color=look("pocket"), linewidth=0)
    axes.plot(course.at, course.average, color=look("text"), linewidth=3.0)
    axes.axvline(0, color=look("muted"), linewidth=2.0, linestyle=(0, (4, 3)))
    axes.set_xlim(course.at[0], course.at[-1])
    axes.margins(y=0.08)
    axes.tick_params(length=0)
    axes.locator_params(axis="y", nbins=3)
    axes.locator_params(axis="x", nbins=9, integer=True)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}".replace("-", "\N{MINUS SIGN}"))
    axes.yaxis.set_major_formatter(lambda value, _: _tick(value))
    axes.set_title(
        f"mean course around {course.events} events, and the band that holds {CONFIDENCE} of chance",
        color=look("text"),
        fontsize=TEXT,
        loc="left",
        pad=6,
    )
    axes.set_xlabel("bars from the event", labelpad=1)


def _seen(value: float) -> str:
    return percent_text(value) if abs(value) >= 0.001 else _tick(value)


def _tick(value: float) -> str:
    percent = round(value * 100, 8)
    text = f"{percent:+.2g}" if abs(percent) < 1 else f"{percent:+.3g}"
    return f"{'0' if not percent else text}%".replace("-", "\N{MINUS SIGN}")
