"""The school as it is configured (config/education.yaml)."""

from pathlib import Path

from pydantic import Field

from services.core.request import Frozen


class EducationTerms(Frozen):
    """``lessons`` is a folder like config/lessons, whose files go before those of the same name there and which may
    have more; without it there are those alone."""

    lessons: Path | None = None
    again_days: float = Field(gt=0, le=365)
    """A question is asked again after so many days at most."""
    remembered: float = Field(gt=0.5, lt=1)
    """A question is due when it is remembered with this probability."""
