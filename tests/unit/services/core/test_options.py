"""An option that says too little would reach people without help, or not at all."""

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

import pytest
from pydantic import Field

from services.core.options import Option, Suggested, options_of
from services.core.request import Answer, Read


class Asked(Read[Answer]):
    name: ClassVar[str] = "asked"
    summary: ClassVar[str] = "Every kind of option"

    coin: Annotated[str, Field(min_length=1, max_length=40, description="A coin"), Suggested("symbols")]
    other: Annotated[str, Field(max_length=40, description="A coin"), Suggested("symbols")] | None = None
    named: Annotated[str, Field(description="A coin")] = Field(default="btc", description="What it is called")
    count: int = Field(default=5, ge=1, le=9, description="How many")
    price: Decimal | None = Field(default=None, gt=0, le=100, description="How much")
    share: float = Field(default=0.5, ge=0, description="Which part")
    side: Literal["long", "short"] | None = Field(default=None, description="Which way")
    loud: bool = Field(default=False, description="Whether to shout")


def test_an_option_is_what_its_field_says() -> None:
    assert options_of(Asked) == (
        Option("coin", "text", "A coin", True, None, shortest=1, longest=40, suggested="symbols"),
        Option("other", "text", "A coin", False, None, longest=40, suggested="symbols"),
        Option("named", "text", "What it is called", False, "btc"),
        Option("count", "integer", "How many", False, 5, least=1, most=9),
        Option("price", "number", "How much", False, None, least=0.0, above=True, most=100.0),
        Option("share", "number", "Which part", False, 0.5, least=0.0),
        Option("side", "text", "Which way", False, None, choices=("long", "short")),
        Option("loud", "boolean", "Whether to shout", False, False),
    )


@pytest.mark.parametrize(("kind", "description"), [(str, None), (list[str], "Several"), (int | str, "Either")])
def test_an_option_that_people_could_not_be_asked_for_is_found_at_start(kind: Any, description: str | None) -> None:
    class Odd(Read[Answer]):
        name: ClassVar[str] = "odd"
        summary: ClassVar[str] = "Odd"

        option: kind = Field(description=description)

    with pytest.raises(TypeError, match=r"Odd\.option"):
        options_of(Odd)
