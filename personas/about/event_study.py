"""How it is shown what came after a condition."""

from typing import Final, Literal

from markupsafe import Markup

from personas.about.scan import usual_name
from personas.buttons import TIMEFRAMES, Actions, changed
from personas.card import Action, Tone
from personas.escaping import brief, code
from personas.face import Essential, Face
from personas.format import count, listed, pct, share
from personas.phrasing import columns, marked
from personas.pictures.event_study import draw_event_study
from services.core.request import AnyRequest
from services.jobs.listing import JobList
from services.scan.event_study import FALSE_RATE, EventStudy, EventStudyAnswer
from services.scan.facts import Scan

ROWS: Final = 10
Verdict = Literal["too few", "no sign", "more often", "less often"]


def study_verdict(answer: EventStudyAnswer) -> Verdict:
    """Whether the markets together rose more or less often after it than moved occurrences do."""
    if answer.p is None or answer.rose_share is None or answer.chance_share is None:
        return "too few"
    if answer.p > FALSE_RATE:
        return "no sign"
    return "more often" if answer.rose_share > answer.chance_share else "less often"


VERDICTS: Final[dict[Verdict, str]] = {
    "too few": "too few cases to say",
    "no sign": "no more than chance",
    "more often": "more often than chance",
    "less often": "less often than chance",
}

MOODS: Final[dict[Verdict, str]] = {
    "too few": "study too few",
    "no sign": "study like chance",
    "more often": "study rose more",
    "less often": "study rose less",
}


def rose_told(answer: EventStudyAnswer) -> Markup:
    """``rose after 123 of 210, 58.6%: no more than chance``"""
    if not answer.occurrences:
        return Markup("it never came to hold")
    return marked(
        f"rose after {count(answer.rose)} of {count(answer.occurrences)}, {share(answer.rose_share)}: "
        f"{VERDICTS[study_verdict(answer)]}"
    )


def study_gaps(answer: EventStudyAnswer) -> Markup:
    """``3 (too few bars) and 1 (timeout)``: markets that could not be studied."""
    return listed(marked("{} ({})").format(count(each.count), brief(each.name)) for each in answer.untold)


def study_table(answer: EventStudyAnswer) -> list[Markup]:
    """A line a market: how often it rose after the occurrences and after its other bars, the median move after each,
    and how unusual that is with all markets counted."""
    short = len({market.symbol.partition("/")[2] for market in answer.markets}) == 1
    rows = [
        (
            usual_name(market.symbol, short=short),
            f"{market.rose}/{market.occurrences}",
            str(share(market.other_share)),
            str(pct(market.move)),
            str(pct(market.other_move)),
            "-" if market.q is None else str(share(market.q)),
        )
        for market in answer.markets[:ROWS]
    ]
    return columns(rows, "<>>>>>")


def study_cut(answer: EventStudyAnswer) -> bool:
    """Whether the table leaves markets out."""
    return len(answer.markets) > ROWS


def essentials(said: EventStudyAnswer) -> list[Essential]:
    found = [Essential("Study", rose_told(said), first=True), Essential("Condition", code(said.condition))]
    gaps = study_gaps(said)
    return [*found, Essential("Not studied", gaps)] if said.untold else found


def tone(said: EventStudyAnswer) -> Tone:
    return {"more often": "up", "less often": "down"}.get(study_verdict(said), "neutral")  # type: ignore[return-value]


def buttons(said: EventStudyAnswer, request: AnyRequest | None = None) -> Actions:
    usual = EventStudy(condition=said.condition, timeframe=said.timeframe, days=said.days, ahead=said.ahead)
    asked = request if isinstance(request, EventStudy) else usual
    return (
        *(Action(t, changed(asked, timeframe=t), current=t == said.timeframe) for t in TIMEFRAMES[1:4]),
        Action("Where it holds now", Scan(where=said.condition, timeframes=said.timeframe), row=1),
        Action("Jobs", JobList(), row=1),
    )


FACE = Face(
    EventStudyAnswer,
    frame="measurement",
    essentials=essentials,
    mood=lambda said: MOODS[study_verdict(said)],
    tone=tone,
    buttons=buttons,
    picture=draw_event_study,
    words=(rose_told, study_verdict, study_gaps, study_cut, study_table),
)
