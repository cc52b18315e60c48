"""A signal as it is kept: who may send it, and what comes of it."""

import re
from decimal import Decimal
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from services.core.request import Frozen

NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")


class MappedOrder(Frozen):
    """The order that a signal places in the account that its server shares: the market, the amount and the distances
    are the admin's, and only whether it buys, sells or closes is the signal's. Distances are fractions of the price."""

    symbol: str
    amount: str
    stop: Decimal | None = None
    target: Decimal | None = None
    leverage: Decimal | None = None


class Signal(Frozen):
    """A signal of the ``place`` (a server, or the shell) that people call ``name``. ``id`` stands in its address and is
    no secret; of the secret only ``digest`` is kept."""

    id: str
    place: str
    name: str
    digest: str
    made: int
    """UTC ms."""
    order: MappedOrder | None = None

    def is_sent_with(self, secret: str) -> bool:
        """Whether ``secret`` is its own, in a time that does not depend on how much of it is right."""
        return compare_digest(self.digest, digest_of(secret))


def digest_of(secret: str) -> str:
    """What is kept of a secret: it is long and drawn at random, so nothing slower is needed."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def happening(place: str, name: str) -> str:
    """What alerts on the signal ``name`` of ``place`` wait for: two servers may call theirs the same."""
    return f"{place} {name}"


def name_of(happens: str) -> str:
    """What people call the signal that alerts wait for so."""
    return happens.rpartition(" ")[2]
