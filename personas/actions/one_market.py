"""Under a reading of one market's risk."""

from personas.about._one_market import buttons
from personas.buttons import Under
from services.studies.chart import Chart
from services.studies.regime import Regime
from services.studies.risk_var import RiskVar, RiskVarAnswer

UNDER: Under = {RiskVarAnswer: buttons(RiskVar, Regime, Chart)}
