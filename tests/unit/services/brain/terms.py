"""What agents are held to in tests: as it is configured."""

from functools import cache
from pathlib import Path

from config.settings import load
from services.accounts.terms import PaperTerms
from services.autonomy.terms import AiTerms


@cache
def ai_terms() -> AiTerms:
    return load(home=Path("/nonexistent"), market="sim").ai


@cache
def paper_terms() -> PaperTerms:
    return load(home=Path("/nonexistent"), market="sim").paper.terms
