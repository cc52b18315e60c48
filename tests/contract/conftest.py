"""What the contracts of the cards share."""

import pytest

from personas.render import Voices


@pytest.fixture(scope="module")
def voices() -> Voices:
    return Voices(strict=True)
