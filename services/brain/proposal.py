"""What goes from a brain to the executor: a command in a stream, with all that led to it."""

from datetime import datetime

from services.brain.context import Context
from services.brain.decision import Decision
from services.brain.thought import Usage
from services.core.request import Frozen


class Check(Frozen):
    """Something that a decision was checked for; ``found`` says in words what was wrong."""

    name: str
    passed: bool
    found: str = ""


class Checked(Frozen):
    """A decision behind the checks: where one did not pass it is ``wait``, and ``decision`` of the thought stays as it
    was said."""

    decision: Decision
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        return all(each.passed for each in self.checks)


class Proposal(Frozen):
    """A command: ``id`` is its idempotency key (of one account, market and bar there is one), ``fence`` that of the
    process that thought, ``expires`` until when it may be taken (UTC).

    ``said`` is the decision as the brain said it, ``decision`` as it stands behind the checks. ``corrected`` is the
    confidence as corrected by what it has come to before, of ``calibrated_on`` judged decisions (0: it is as said).
    """

    id: str
    account: str
    at: datetime
    expires: datetime
    fence: int
    asked: bool
    by: str
    """Who asked for it, or switched the agent on: as the account's records name them."""
    place: str
    """Where from: the place whose switches hold for what comes of it; empty in private."""
    voice: str
    context: Context
    said: Decision
    decision: Decision
    checks: tuple[Check, ...]
    brain: str
    model: str
    prompt: str
    failed: str
    usage: Usage
    corrected: float
    calibrated_on: int
    vector: tuple[float, ...]
    """The situation (services/brain/situation.py)."""
