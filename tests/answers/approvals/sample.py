"""What ``/approvals`` may list."""

from typing import Any

from services.brain.answers import ApprovalsAnswer
from services.core.units import Duration
from tests.answers._agent import DECISIONS
from tests.answers._shared import HOSTILE, NOW

WAITING = [told.facts for told in DECISIONS.values() if told.facts.state == "pending"]


def pending(at: int, left: float = 722.0, **changes: Any) -> ApprovalsAnswer.Pending:
    usual: dict[str, Any] = {"account": "main", "decision": WAITING[at], "left": Duration(left), "mine": True}
    return ApprovalsAnswer.Pending(**(usual | changes))


def answer(*waiting: ApprovalsAnswer.Pending) -> ApprovalsAnswer:
    return ApprovalsAnswer(as_of=NOW, simulated=False, pending=waiting)


SAMPLES: dict[str, ApprovalsAnswer] = {
    "none": answer(),
    "one": answer(pending(0)),
    "several": answer(pending(0, 41.0), pending(1, account="server"), pending(3), pending(4)),
    "of others": answer(pending(1, mine=False, account="server")),
    "many": answer(*(pending(at % 5, 60.0 * at) for at in range(30))),
    "hostile": answer(pending(-1, account=HOSTILE[:20])),
}
