"""/analyze and the analyses that it is made of."""

from cogs._cog import Cog
from services.studies.analyze_facts import Analyze
from services.studies.indicators import Indicators
from services.studies.levels import Levels
from services.studies.patterns import Patterns
from services.studies.regime import Regime


class AnalysisCommands(Cog, requests=(Analyze, Indicators, Levels, Patterns, Regime)):
    """Analyses of one market."""
