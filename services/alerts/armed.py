"""Thresholds of a series in order, so that what a step crosses is found without looking at the rest."""

from collections.abc import Iterable


class Armed:
    """The armed thresholds of one series, by number."""

    def arm(self, number: int, side: str, value: float) -> None:
        """Arm one more."""
        raise NotImplementedError

    def arm_all(self, thresholds: Iterable[tuple[int, str, float]]) -> None:
        """Arm many at once (number, side, value): for the start."""
        raise NotImplementedError

    def disarm(self, number: int, side: str, value: float) -> None:
        """Take one out; nothing where it is not armed."""
        raise NotImplementedError

    def crossed(self, low: float, high: float) -> list[int]:
        """The numbers of those whose value was reached by a step from ``low`` to ``high``, nearest first."""
        raise NotImplementedError
