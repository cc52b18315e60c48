import pytest

from tests.unit.analytics.trading.desk import Desk


@pytest.fixture(params=[False, True], ids=["long", "short"])
def desk(request: pytest.FixtureRequest) -> Desk:
    """A perpetual's desk where nothing costs anything, and its mirror image."""
    return Desk(mirrored=request.param)
