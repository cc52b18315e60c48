"""What the tests of answers share."""

import pytest

from personas.render import Voices


@pytest.fixture(scope="session")
def voices() -> Voices:
    """Nothing that a test does changes them."""
    return Voices(strict=True)
