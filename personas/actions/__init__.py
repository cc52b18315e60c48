"""The buttons under a card: requests that make sense after an answer, or after an error that a press may mend.

They depend on what is said and on the request that led to it, never on the voice. At most five stand in a row.
"""

from functools import singledispatch

from personas.actions import house, one_market, risk, several
from personas.buttons import IN_A_ROW, ROWS, TIMEFRAMES, Actions
from services.core.errors import DeskError
from services.core.request import Answer, AnyRequest

__all__ = ["IN_A_ROW", "ROWS", "TIMEFRAMES", "actions"]


@singledispatch
def actions(said: Answer | DeskError, request: AnyRequest | None = None) -> Actions:
    """The buttons under the card that says ``said``, which answers ``request`` where that is known."""
    del said, request
    return ()


for _subject in (house, one_market, several, risk):
    for _kind, _make in _subject.UNDER.items():
        actions.register(_kind, _make)
