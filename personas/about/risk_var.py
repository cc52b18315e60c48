"""How a value at risk is shown, beside how it did when it was tested."""

from collections.abc import Mapping
from typing import Literal

from markupsafe import Markup

from personas.about._one_market import buttons
from personas.face import Essential, Face
from personas.format import count, pct, share
from personas.phrasing import columns, marked
from personas.pictures.tails import draw_tails
from services.studies.chart import Chart
from services.studies.regime import Regime
from services.studies.risk_var import BacktestFacts, RiskVar, RiskVarAnswer, TailFacts

Verdict = Literal["untested", "as promised", "too often", "too seldom"]

UNLIKELY = 0.05
"""A p-value below this is not put down to chance."""
MOODS: Mapping[Verdict, str] = {
    "untested": "line untested",
    "as promised": "line held",
    "too often": "line too mild",
    "too seldom": "line too strict",
}


def tail(answer: RiskVarAnswer, name: str = "historical") -> TailFacts:
    """What the method of this name says."""
    return next(method for method in answer.methods if method.name == name)


def verdict(test: BacktestFacts | None) -> Verdict:
    """Whether the value at risk was broken about as often as it allowed for, as far as chance lets one say."""
    if test is None:
        return "untested"
    if test.p_value >= UNLIKELY:
        return "as promised"
    return "too often" if test.breaches > test.expected else "too seldom"


def advised(answer: RiskVarAnswer) -> TailFacts:
    """The method to look at: the tested one unless its test rejects it, else the one that errs least that way."""
    held = verdict(answer.backtest)
    known = [method for method in answer.methods if method.var_pct is not None]
    if held == "too seldom":
        return max(known, key=lambda method: method.var_pct or 0.0)
    return min(known, key=lambda method: method.var_pct or 0.0) if held == "too often" else tail(answer)


def all_gains(answer: RiskVarAnswer) -> bool:
    """Whether even the value at risk is a gain, so that it limits no loss."""
    line = tail(answer).var_pct
    return line is not None and line > 0


def tail_table(answer: RiskVarAnswer) -> list[Markup]:
    """A line a method: value at risk and expected shortfall, or that there are none."""
    return columns([_measures(each) for each in answer.methods], "<>>")


def _measures(method: TailFacts) -> tuple[str, str, str]:
    if method.var_pct is None:
        return method.name, "not known" if method.in_domain else "not valid", ""
    return method.name, pct(method.var_pct), pct(method.es_pct)


HELD: Mapping[Verdict, str] = {
    "untested": "estimate untested",
    "as promised": "estimate held in testing",
    "too often": "estimate broken too often in testing",
    "too seldom": "estimate broken too seldom in testing",
}
"""Whether the estimate held."""


def held_told(answer: RiskVarAnswer) -> Markup:
    """Whether the estimate held: ``estimate held in testing``, ``estimate untested``."""
    return marked(HELD[verdict(answer.backtest)])


def essentials(said: RiskVarAnswer) -> list[Essential]:
    seen, test = tail(said), said.backtest
    found = [
        Essential("Value at risk", pct(seen.var_pct), first=True),
        Essential("Tested", held_told(said), first=True),
        Essential("Mean beyond it", share(seen.es_pct) if (seen.es_pct or 0) < 0 else pct(seen.es_pct)),
        Essential("Worst", share(said.worst.change) if said.worst.change < 0 else pct(said.worst.change)),
        Essential("Volatility a year", share(said.volatility_pct)),
    ]
    if said.drawdown is not None:
        found.append(Essential("Deepest fall", share(said.drawdown.change)))
    if test is not None:
        tested = f"{count(test.breaches)} of {count(test.tests)}"
        found.append(Essential("Undercut in testing", marked(tested)))
    return found


FACE = Face(
    RiskVarAnswer,
    essentials=essentials,
    mood=lambda said: "line above zero" if all_gains(said) else MOODS[verdict(said.backtest)],
    tone=lambda said: "warning" if verdict(said.backtest) == "too often" else "neutral",
    buttons=buttons(RiskVar, Regime, Chart),
    picture=draw_tails,
    words=(held_told, tail, verdict, advised, all_gains, tail_table),
)
