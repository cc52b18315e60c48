"""A copy of an account that nothing changes any more. (``copy.deepcopy`` takes five times as long.)"""

from collections import deque
from copy import copy
from dataclasses import fields
from typing import Any, Final

from analytics.trading.account import Account
from analytics.trading.agency import Agency
from analytics.trading.orders import Working
from analytics.trading.positions import Position
from analytics.trading.resting import Resting


def copied(account: Account) -> Account:
    """``account`` as it is now, apart from what becomes of it: nothing that changes is in both."""
    apart: Account = _apart(account)
    return apart


def _apart(value: Any) -> Any:
    if isinstance(value, _CHANGING):
        apart = copy(value)
        for each in _FIELDS[type(value)]:
            setattr(apart, each, _apart(getattr(value, each)))
        return apart
    if isinstance(value, dict):
        same = not isinstance(next(iter(value.values()), None), (*_CHANGING, list))
        return dict(value) if same else {name: _apart(each) for name, each in value.items()}
    return copy(value) if isinstance(value, list | deque | set) else value


_CHANGING: Final = (Account, Agency, Position, Working, Resting)
_FIELDS: Final = {kind: tuple(each.name for each in fields(kind)) for kind in _CHANGING}
"""All else in an account is never changed, or a list of what is not; and a dict has values of one kind."""
