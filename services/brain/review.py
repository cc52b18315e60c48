"""/review: what the agent did since somebody last looked, and their sign-off."""

from typing import Annotated, ClassVar

from pydantic import Field

from services.accounts.choice import AccountText
from services.brain.answers import ReviewAnswer
from services.core.ask import Ask
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Change, Proposing
from services.core.roles import Role
from services.core.work import Work


class Review(Proposing[ReviewAnswer]):
    """What the agent did since the last review, to be signed."""

    name: ClassVar[str] = "review"
    summary: ClassVar[str] = "What the agent did since the last review; you sign it so that it may go on"
    example: ClassVar[str] = ""
    role: ClassVar[Role | None] = Role.TRADER

    account: AccountText | None = None

    def confirmed(self, wish: str) -> "ReviewSign":
        return ReviewSign(account=self.account, token=wish)


class ReviewSign(Change[ReviewAnswer]):
    """Sign the review."""

    name: ClassVar[str] = "review sign"
    summary: ClassVar[str] = "Sign the review of what the agent did"
    example: ClassVar[str] = "token:a1b2"
    role: ClassVar[Role | None] = Role.TRADER
    pressed: ClassVar[bool] = True

    token: Annotated[str, Field(min_length=1, max_length=80, description="What was shown")]
    account: AccountText | None = None


@answers(Review)
async def answer_review(request: Review, principal: Principal) -> ReviewAnswer:
    raise NotImplementedError


@answers(ReviewSign)
async def answer_review_sign(request: ReviewSign, ask: Ask[ReviewSign], _work: Work) -> ReviewAnswer:
    raise NotImplementedError
