"""What ``/buy`` and ``/sell`` may show: usual and odd."""

from decimal import Decimal

from services.core.errors import PriceMoved
from services.orders.entry import OrderPreview
from services.orders.limits import Finding
from tests.orders import BUSY, FRICTION, PERPETUAL, account, bought, preview, scene

OPEN = Finding("kill switch", "while it is on nothing passes but /close and /flatten", "off", passed=True)
SHUT = Finding("largest order", "50% of equity", "4,000.00 USDT, 62% of equity", passed=False)
LONG = account(*bought("BTC/USDT", "0.2", "38000"))
SHORT = account(*bought("BTC/USDT:USDT", "0.2", "41000", way="sell", leverage=5))
BUSY_SPOT = scene(friction=FRICTION, liquidity=BUSY)
BUSY_PERPETUAL = scene(instrument=PERPETUAL, friction=FRICTION, liquidity=BUSY)

SAMPLES: dict[str, OrderPreview] = {
    "market": preview("buy", "0.1", BUSY_SPOT, (OPEN,)),
    "risk, with a bracket": preview("buy", "risk 1%", BUSY_SPOT, (OPEN,), stop=38000, target=46000),
    "target alone": preview("buy", "200usdt", BUSY_SPOT, (OPEN,), target=46000),
    "limit, off the tick and the lot": preview(
        "buy", "0.12345678", BUSY_SPOT, (OPEN,), price="39000.123", stop="38000.456", tif="day"
    ),
    "post-only": preview("buy", "10%", BUSY_SPOT, (OPEN,), type="post_only", price=39000),
    "stop-limit": preview("buy", "0.1", BUSY_SPOT, (OPEN,), trigger=41000, price=41100),
    "stop with a stop": preview("buy", "0.1", BUSY_SPOT, (OPEN,), trigger=41000, stop=38000, target=46000),
    "take-profit": preview("sell", "all", scene(LONG), (OPEN,), type="take_profit", trigger=50000),
    "trailing stop": preview("sell", "half", scene(LONG), (OPEN,), type="trailing_stop", trail=2),
    "short, liquidated first": preview("sell", "0.5", BUSY_PERPETUAL, (OPEN,), leverage=50, stop=42000, target=30000),
    "long perpetual": preview("buy", "50%", BUSY_PERPETUAL, (OPEN,), leverage=Decimal("2.5"), stop=38000),
    "reduces a short, clipped": preview("buy", "5", scene(SHORT, PERPETUAL), (OPEN,), leverage=5, reduce_only=True),
    "turns a short": preview("buy", "0.3", scene(SHORT, PERPETUAL), (OPEN,), leverage=5),
    "entry whose stop trails": preview("buy", "0.1", BUSY_SPOT, (OPEN,), type="limit", price=39000, trail=2),
    "take-profit with a limit": preview(
        "sell", "all", scene(LONG), (OPEN,), type="take_profit", trigger=50000, price=49900
    ),
    "held back": preview("buy", "0.1", BUSY_SPOT, (OPEN, SHUT)),
}
MOVED = PriceMoved(symbol="BTC/USDT", previewed=39_000.0, now=40_000.0, allowed=0.003, preview=SAMPLES["market"])
