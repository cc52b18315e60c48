"""The analyses, in one process: each beside TA-Lib, ``ta``, or the plain way to do the same."""

from tests.bench import fibonacci, harmonics, indicators, scan


def lines() -> list[str]:
    """Markdown tables, one after the other."""
    return [line for subject in (indicators, fibonacci, harmonics, scan) for line in ("", *subject.rows())]
