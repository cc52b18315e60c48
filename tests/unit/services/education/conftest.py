from pathlib import Path

import pytest

from services.store.store import Store
from tests.unit.services.education.school import School, lesson, write


@pytest.fixture
def school(store: Store, tmp_path: Path) -> School:
    """Two lessons of three questions each."""
    return School(store, write(tmp_path / "lessons", first=lesson("first", 1), second=lesson("second", 2)))
