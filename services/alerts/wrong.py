"""What is said of an option that nothing can be made of."""

from collections.abc import Sequence

from services.core.errors import BadAlert
from services.words.plain_words import quoted


def bad(option: str, written: str, why: str = "", right: str = "", examples: Sequence[str] = ()) -> BadAlert:
    """That ``written``, for ``option``, is wrong: ``why``, and what would be ``right``."""
    problem = f"{option}: {quoted(written)}: {why or 'that is not understood'}{f'; {right}' if right else ''}"
    return BadAlert((problem,), written=written, why=why, right=right, examples=tuple(examples), option=option)
