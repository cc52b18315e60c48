"""Numbers as the pictures write them."""

import math

MOST_DECIMALS = 14


def decimals(price: float, span: float) -> int:
    """The decimals that prices around ``price`` want, so that two a hundredth of ``span`` apart still differ."""
    magnitude = _magnitude(price)
    by_price = 2 if magnitude >= 2 else 4 - magnitude if magnitude >= 0 else 3 - magnitude
    by_span = -_magnitude(span / 100)
    return max(0, min(MOST_DECIMALS, max(by_price, by_span)))


def price_text(price: float, places: int) -> str:
    """Such as ``42,156.37``; never scientific."""
    return true_minus(f"{price:,.{places}f}")


def percent_text(fraction: float) -> str:
    """Such as ``+1.24%``, ``−31.4%``; ``0.00%`` has no sign."""
    percent = fraction * 100
    if abs(percent) >= 1e5:
        return f"{true_minus('+' if percent > 0 else '-')}{amount_text(abs(percent))}%"
    text = f"{percent:+,.{2 if abs(percent) < 10 else 1 if abs(percent) < 1000 else 0}f}"
    return true_minus(text if text.strip("+-0.") else text[1:]) + "%"


def amount_text(amount: float) -> str:
    """Three figures and a unit: ``12.3K``, ``4.56M``."""
    for size, unit in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")):
        if amount >= size * 0.9995:
            return f"{_three(amount / size)}{unit}"
    return _three(amount)


def _three(value: float) -> str:
    if value == 0:
        return "0"
    places = max(0, min(MOST_DECIMALS, 2 - _magnitude(float(f"{value:.3g}"))))
    return f"{value:.{places}f}"


def _magnitude(value: float) -> int:
    """The power of ten of the leading figure; 0 for 0."""
    return math.floor(math.log10(abs(value))) if value else 0


def true_minus(text: str) -> str:
    """``text`` of a number, with the sign that stands for minus."""
    return text.replace("-", "\N{MINUS SIGN}")
