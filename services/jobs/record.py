"""What is kept of a job, in the store. It is the truth: the queue only says what to look at."""

from datetime import datetime
from typing import Literal

from services.core.errors import DeskError
from services.core.request import Answer, AnyRequest, Frozen, Request
from services.core.serialisation import from_json, to_json

State = Literal["running", "done", "failed", "cancelled"]


class JobRecord(Frozen):
    """Job ``number`` of ``owner`` (a person's id), made at ``made``: ``asks`` is the request as JSON, and ``sizes`` how
    much of what is counted is in each part.

    ``told`` says that its owner has been given what came of it, or that the event which tells it has been written.
    ``why`` is the error that it failed with, as JSON, and ``ask`` the id of the ask that it was made for.
    """

    number: int
    owner: str
    asks: str
    counted: str
    sizes: tuple[int, ...]
    made: datetime
    state: State = "running"
    ended: datetime | None = None
    told: bool = False
    why: str | None = None
    ask: str = ""

    @property
    def request(self) -> AnyRequest:
        """What was asked.

        Raises:
            ValueError: this version does not know it.
        """
        return from_json(self.asks.encode(), Request)

    @property
    def error(self) -> DeskError | None:
        """What it failed with."""
        return None if self.why is None else from_json(self.why.encode(), DeskError)

    @property
    def total(self) -> int:
        return sum(self.sizes)

    @property
    def over(self) -> bool:
        return self.state != "running"

    def text(self) -> str:
        """As it is kept."""
        return self.model_dump_json()


def request_text(request: AnyRequest) -> str:
    """A request as it is kept."""
    return to_json(request).decode()


def answer_text(answer: Answer) -> str:
    return to_json(answer).decode()
