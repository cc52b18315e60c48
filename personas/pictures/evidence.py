"""The picture of the evidence on levels: how often each ratio held, inside the band of what chance gives."""

from collections.abc import Sequence
from math import ceil, floor
from typing import TYPE_CHECKING

from personas.pictures.figures import price_text
from personas.pictures.header import Note, ghost, header
from personas.pictures.palette import Ink
from personas.pictures.study import SMALL, STUDY, TEXT, Look, Study
from services.studies.fib_evidence import FibEvidenceAnswer, RatioEvidence

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

VERDICTS: dict[str, tuple[str, Ink]] = {
    "more than chance": ("▲ more", "up"),
    "less than chance": ("▼ less", "down"),
    "no sign": ("no sign", "muted"),
    "too few": ("too few", "muted"),
}
HALF = 0.36
"""Half the width of a band, where neighbours are 1 apart."""
BESIDE = 0.09
"""Room for a rate below or above its interval."""


def draw_evidence(answer: FibEvidenceAnswer, marks: Sequence[str]) -> Study:
    head, samples = header(
        answer.symbol,
        answer.timeframe,
        price_text(answer.price, 2 if answer.price >= 1 else 6),
        (f"{answer.lookback:,} bars", "muted"),
        answer.provenance,
        marks,
        (
            Note(
                f"levels of {answer.legs:,} swings, held / touched; verdict: all {_tried(answer)} ratios judged counted"
            ),
        ),
    )

    def plot(figure: "Figure", look: Look) -> None:
        axes = figure.add_axes((0.065, 0.285, 0.92, 0.635))
        _rates(axes, answer, look)

    return Study(tuple(head), tuple(samples), ghost(answer.provenance, STUDY), plot)


def _tried(answer: FibEvidenceAnswer) -> int:
    """The ratios that a verdict is corrected for: a rate outside its own band is no sign where so many were tried."""
    return sum(one.verdict != "too few" for one in answer.ratios)


def _rates(axes: "Axes", answer: FibEvidenceAnswer, look: Look) -> None:
    """A band for chance, a dot and an interval for what was seen, and below them ratio, touches and verdict."""
    for at, one in enumerate(answer.ratios):
        _band(axes, at, one, look)
        _seen(axes, at, one, look)
        _below(axes, at, one, look)
    axes.set_xlim(-0.6, len(answer.ratios) - 0.4)
    least, most = _span(answer.ratios)
    axes.set_ylim(least - (0.0 if least else BESIDE), most + BESIDE)
    axes.set_xticks([])
    ticks = [quarter / 4 for quarter in range(round(least * 4), round(most * 4) + 1)]
    axes.set_yticks(ticks, [f"{tick * 100:.0f}%" for tick in ticks])
    axes.tick_params(axis="y", length=0)
    _legend(axes, look)


def _span(ratios: Sequence[RatioEvidence]) -> tuple[float, float]:
    """The quarters between which all that is shown lies, at least two of them."""
    shown: list[float | None] = [
        value for one in ratios for value in (one.low_rate, one.high_rate, one.chance_low_rate, one.chance_high_rate)
    ]
    known = [value for value in shown if value is not None] or [0.0, 1.0]
    least, most = max(0, floor((min(known) - BESIDE) * 4)) / 4, ceil(max(known) * 4) / 4
    return (least, most) if most - least >= 0.5 else (max(0.0, least - 0.25), min(1.0, most + 0.25))


def _band(axes: "Axes", at: int, one: RatioEvidence, look: Look) -> None:
    if one.chance_rate is None or one.chance_low_rate is None or one.chance_high_rate is None:
        return
    axes.bar(at, one.chance_high_rate - one.chance_low_rate, 2 * HALF, one.chance_low_rate, color=look("pocket"))
    axes.hlines(one.chance_rate, at - HALF, at + HALF, color=look("pocket_name"), linewidth=2.0, linestyle=(0, (4, 3)))


def _seen(axes: "Axes", at: int, one: RatioEvidence, look: Look) -> None:
    if one.reaction_rate is None or one.low_rate is None or one.high_rate is None:
        return
    ink: Ink = "muted" if one.verdict == "too few" else "text"
    axes.vlines(at, one.low_rate, one.high_rate, color=look(ink), linewidth=3.0)
    axes.plot([at], [one.reaction_rate], marker="o", markersize=13, color=look(ink), linestyle="none", clip_on=False)
    above = one.chance_rate is not None and one.reaction_rate > one.chance_rate
    axes.annotate(
        f"{one.reaction_rate * 100:.0f}%",
        (at, one.high_rate if above else one.low_rate),
        xytext=(0, 4 if above else -6),
        textcoords="offset points",
        ha="center",
        va="bottom" if above else "top",
        color=look(ink),
        fontsize=TEXT,
        fontweight="bold",
    )


def _below(axes: "Axes", at: int, one: RatioEvidence, look: Look) -> None:
    verdict, ink = VERDICTS[one.verdict]
    strong = one.verdict in ("more than chance", "less than chance")
    rows: tuple[tuple[str, Ink, float, bool], ...] = (
        (f"{one.ratio:g}", "text", TEXT, True),
        (f"{one.reactions}/{one.touches}", "muted", SMALL, False),
        (verdict, ink, TEXT, strong),
    )
    for row, (text, colour, size, bold) in enumerate(rows):
        axes.text(
            at,
            -0.05 - 0.115 * row,
            text,
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="top",
            color=look(colour),
            fontsize=size,
            fontweight="bold" if bold else "normal",
        )


def _legend(axes: "Axes", look: Look) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    axes.legend(
        [
            Line2D([], [], color=look("text"), marker="o", markersize=11, linewidth=3.0),
            Patch(color=look("pocket")),
            Line2D([], [], color=look("pocket_name"), linestyle=(0, (4, 3)), linewidth=2.0),
        ],
        ["held, 95% interval", "95% of random sets at that ratio alone", "their median"],
        loc="lower center",
        bbox_to_anchor=(0.5, 0.985),
        ncols=3,
        fontsize=TEXT,
        handlelength=1.6,
        columnspacing=1.6,
        borderaxespad=0.1,
    )
