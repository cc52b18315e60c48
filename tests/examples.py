"""How many examples a property is tried on: some at each push, twenty times as many in ``make nightly``."""

import os

from hypothesis import HealthCheck, settings

NIGHTLY = os.environ.get("OMEGA_TEST_NIGHTLY") == "1"
NIGHTLY_TIMES = 20

settings.register_profile(
    "omega",
    deadline=None,  # these machines are noisy
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("omega")


def examples(at_a_push: int) -> settings:
    """``@examples(40)``: 40 at a push, 800 in a night."""
    return settings(max_examples=at_a_push * NIGHTLY_TIMES if NIGHTLY else at_a_push)
