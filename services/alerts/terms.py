"""What alerts are held to, as configured (config/alerts.yaml)."""

from pydantic import Field

from services.core.request import Frozen


class AlertTerms(Frozen):
    """How many alerts somebody may have, and what is usual."""

    per_person: int = Field(ge=1)
    per_server: int = Field(ge=1)
    in_one: int = Field(ge=1, le=50)
    """Levels in one call, at most."""
    near: float = Field(ge=0, lt=1)
    """Two price alerts of one owner and side so close, as a fraction of the price, are named as near-duplicates."""
    cooldown: int = Field(ge=0)
    """Seconds between two firings of one that repeats, where nothing is said."""
    least_cooldown: int = Field(ge=0)
    expires_days: int = Field(ge=1)
    """After so many days an alert ends by itself, where nothing is said."""
    history_days: int = Field(ge=1, le=365)
