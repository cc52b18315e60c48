"""A decision is checked against what the brain saw, before anyone else sees it.

Every price is within reach of the market, the stop and the target are on their sides, the reward is worth the risk, the
figures that the reasoning quotes are in the context, and it is about the market that was asked for. Where one of them
fails the decision is ``wait``, and says why.
"""

from services.autonomy.terms import AiTerms
from services.brain.context import Context
from services.brain.decision import Decision
from services.brain.proposal import Checked


def checked(decision: Decision, context: Context, terms: AiTerms) -> Checked:
    """``decision`` behind the checks."""
    raise NotImplementedError
