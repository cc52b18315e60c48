"""How far a long answer is, in the words of no voice."""

from typing import Final

from services.core.progress import InLine, Step

CELLS: Final = 20
"""Of the bar."""


def progress_text(step: Step | InLine) -> str:
    """``Scanning: 120 of 600``, and a bar below it; or ``Waiting for other scans: 3 before you``."""
    if isinstance(step, InLine):
        return f"Waiting for {step.what}: {f'{step.before:,} before you' if step.before else 'you are next'}"
    share = min(1.0, step.done / step.total) if step.total > 0 else 0.0
    full = int(share * CELLS)
    return f"{step.what}: {step.done:,} of {step.total:,}\n`{'█' * full}{'░' * (CELLS - full)}`"
