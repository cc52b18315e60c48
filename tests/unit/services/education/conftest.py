from pathlib import Path
from typing import Any, cast

import pytest

from services.education.figures import figures
from services.store.store import Store
from tests.school import highest_bar, trend, under_last
from tests.unit.services.education.school import School, lesson, write


@pytest.fixture
def school(store: Store, tmp_path: Path) -> School:
    """Two lessons of three questions each."""
    return School(store, write(tmp_path / "lessons", first=lesson("first", 1), second=lesson("second", 2)))


@pytest.fixture(autouse=True)
def figures_of_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures of the charts in ``tests.school``."""
    known = cast(dict[str, Any], figures())
    for figure in (highest_bar, trend, under_last):
        monkeypatch.setitem(known, figure.__name__, figure)
