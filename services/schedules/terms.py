"""What schedules are held to, as configured (config/schedules.yaml)."""

from pydantic import Field

from services.core.request import Frozen


class ScheduleTerms(Frozen):
    """How many schedules somebody may have, and how often one may run."""

    per_person: int = Field(ge=1)
    per_server: int = Field(ge=1)
    least_minutes: int = Field(ge=1, le=1_440)
    """Between two runs of one."""
    late_minutes: int = Field(ge=1, le=1_440)
    """What is later than so many is missed."""
