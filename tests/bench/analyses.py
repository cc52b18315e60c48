"""The analyses, in one process: each beside TA-Lib, ``ta``, or the plain way to do the same."""

from tests.bench import analyze, evidence, fibonacci, harmonics, indicators, scan, sky

SUBJECTS = (indicators, analyze, fibonacci, harmonics, scan, sky, evidence)


def lines() -> list[str]:
    """Markdown tables, one after the other."""
    return [line for subject in SUBJECTS for line in ("", *subject.rows())]
