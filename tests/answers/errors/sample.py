"""Every kind of error, with usual and hostile details."""

from datetime import UTC, datetime

from services.core.errors import (
    AlreadyDone,
    BadAlert,
    BadCondition,
    BadOrder,
    Broken,
    BrokenCandles,
    Busy,
    DecisionOver,
    DeskError,
    DiskFull,
    ExchangeUnavailable,
    HeldElsewhere,
    InvalidRequest,
    JournalBroken,
    LevelForbids,
    LimitReached,
    MissingMarket,
    NoPlace,
    NoSwing,
    NotConfirmed,
    NotEarned,
    NotEnoughData,
    NotPermitted,
    NotYours,
    OnlyInPrivate,
    OutcomeUnknown,
    OutsideSky,
    PreviewEnded,
    PriceMoved,
    QuotaReached,
    RateLimited,
    SomebodyElse,
    StalePrice,
    StillReading,
    StoreUnavailable,
    TooFewBars,
    TooFewTurns,
    TooLittleOverlap,
    Unavailable,
    Unexpected,
    UnknownAccount,
    UnknownAlert,
    UnknownCommand,
    UnknownDecision,
    UnknownPlace,
    UnknownSymbol,
    UnknownTerm,
    UnknownTimeframe,
    UnknownVoice,
)
from services.cosmic.dates import FIRST, LAST
from services.cosmic.moon import CosmicMoon
from services.cosmic.now import CosmicNow
from services.house.define import Define
from services.house.privacy import ForgetMe
from services.studies.fib_levels import FibLevels
from tests.answers._shared import HOSTILE, HOSTILE_NAME
from tests.answers.order_preview.sample import MOVED

SAMPLES: dict[str, DeskError] = {
    "not permitted": NotPermitted(request="persona use for the server", needs="admin", has="viewer", roles_mapped=True),
    "not permitted, in private": NotPermitted(
        request="buy", needs="trader", has="viewer", roles_mapped=True, asked_in="private"
    ),
    "not permitted, in the shell": NotPermitted(
        request="buy", needs="trader", has="viewer", roles_mapped=True, asked_in="shell"
    ),
    "not permitted, unmapped": NotPermitted(request="price", needs="viewer", has=None, roles_mapped=False),
    "busy": Busy(waiting=100, retry_after=50.3),
    "busy for a moment": Busy(waiting=40, retry_after=5.0),
    "rate limited": RateLimited(retry_after=3.2),
    "rate limited for long": RateLimited(retry_after=71.0),
    "invalid": InvalidRequest(problems=("symbol: Field required", "bars: Input should be at most 300")),
    "invalid, hostile": InvalidRequest(problems=(HOSTILE,)),
    "invalid, unsaid": InvalidRequest(),
    "command": UnknownCommand(command="fibb 2", close_matches=("fib levels", "price")),
    "command, none near": UnknownCommand(command="good morning"),
    "command, lacking": UnknownCommand(
        command="set an alert", close_matches=("cosmic now", "scan"), near=(CosmicNow(),), lacking="Alerts"
    ),
    "command, near": UnknownCommand(
        command="sky of the day", close_matches=("cosmic now", "cosmic moon"), near=(CosmicNow(), CosmicMoon())
    ),
    "command, hostile": UnknownCommand(command=HOSTILE * 40),
    "market": MissingMarket(
        request="fib levels",
        markets=("BTC", "1INCH", "SOL"),
        near=tuple(FibLevels(symbol=each, timeframe="1h") for each in ("BTC", "1INCH", "SOL")),
    ),
    "market, none listed": MissingMarket(request="price"),
    "condition": BadCondition(
        condition="rs14 < 30", place=1, word="rs14", reason="nothing here has this name", close_matches=("rsi14",)
    ),
    "condition, unfinished": BadCondition(condition="rsi14 <", place=8, reason="a value belongs here"),
    "condition, hostile": BadCondition(condition=HOSTILE, place=3, word=HOSTILE, reason="no condition has this"),
    "condition, unsaid": BadCondition(),
    "sky, too early": OutsideSky(asked=datetime(1066, 10, 14, tzinfo=UTC), first=FIRST, last=LAST),
    "sky, ages too early": OutsideSky(asked=datetime(33, 4, 3, tzinfo=UTC), first=FIRST, last=LAST),
    "not confirmed": NotConfirmed(
        problems=("persona use: this changes something; add --yes to do it",),
        request="persona use",
        confirmed_by="--yes",
    ),
    "not confirmed, a press away": NotConfirmed(
        ("this erases all that the desk keeps of you",),
        (ForgetMe(confirm=True),),
        request="forget me",
        confirmed_by="confirm:yes",
    ),
    "term": UnknownTerm(
        term="goldn pocketz",
        close_matches=("golden pocket", "point of control"),
        near=(Define(term="golden pocket"), Define(term="point of control")),
    ),
    "term, hostile": UnknownTerm(term=HOSTILE),
    "place": UnknownPlace(place="Pariss", close_matches=("Paris, France", "Suzhou, China (near Huaibei)")),
    "place, none near": UnknownPlace(place="Qwxz"),
    "place, hostile": UnknownPlace(place=HOSTILE, close_matches=(HOSTILE,)),
    "place, not set": NoPlace(),
    "only in private": OnlyInPrivate(request="cosmic hours"),
    "symbol": UnknownSymbol(symbol="btx", venue="bitget", close_matches=("BTC/USDT", "1INCH/USDT", "BTX/USDT")),
    "symbol, of a replay": UnknownSymbol(symbol="FOO", venue="candles", source="replay"),
    "symbol, hostile": UnknownSymbol(symbol=HOSTILE, venue=HOSTILE),
    "timeframe": UnknownTimeframe(timeframe="7m", known=("5m", "15m", "1h", "4h", "1d")),
    "timeframe, none known": UnknownTimeframe(timeframe=HOSTILE),
    "voice": UnknownVoice(voice="bob", known=("biel", "f"), titles=("Biel", "F")),
    "voice, none known": UnknownVoice(voice=HOSTILE),
    "data": NotEnoughData(symbol="NEW/USDT", timeframe="1w"),
    "few bars": TooFewBars(symbol="NEW/USDT", timeframe="1w", have=3, need=20),
    "one bar": TooFewBars(symbol="NEW/USDT", timeframe="1w", have=1, need=20),
    "little overlap": TooLittleOverlap(symbol="NEW/USDT", timeframe="1d", have=3, need=10),
    "broken": BrokenCandles(symbol="BTC/USDT", timeframe="1h", place="BTC-USDT_1h.csv:17", reason="high 3 below low 4"),
    "few turns": TooFewTurns(symbol="NEW/USDT", timeframe="1w", bars=40, have=1, need=3),
    "no swing": NoSwing(symbol="USDC/USDT", timeframe="1h", bars=200),
    "unavailable": Unavailable(),
    **{
        f"exchange: {reason}": ExchangeUnavailable(venue="bitget", reason=reason)
        for reason in ("timeout", "rate limit", "maintenance", "network", "refused", HOSTILE)
    },
    "reading": StillReading(venue="archive", place="BTC-USDT_1m.csv", rows=4_000_000, done=812_345, retry_after=9.3),
    "store": StoreUnavailable(),
    "done before": AlreadyDone(request="cosmic place"),
    "cut off": OutcomeUnknown(request="persona use"),
    "order": BadOrder(
        ("amount: 0.00001 BTC is worth 0.42 USDT, and bitget takes orders from 1 USDT on",),
        option="amount",
        right="0.00003 or more",
    ),
    "order, unsaid": BadOrder(),
    "order, hostile": BadOrder((HOSTILE,), option=HOSTILE, right=HOSTILE),
    "account": UnknownAccount(account="swing2", known=("main", "scalps")),
    "account, no server": UnknownAccount(account="server", known=("main",)),
    "account, one": UnknownAccount(account="swing", known=("main",)),
    "account, hostile": UnknownAccount(account=HOSTILE),
    "alert": BadAlert(
        written="rises 500%",
        why="a rise needs the time that it takes",
        right="add in how long, from 1m to 7d",
        examples=("rises 5% in 1h", "rises 10% in 1d"),
    ),
    "alert, unsaid": BadAlert(),
    "alert, its expiry": BadAlert(
        written="yesterday", why="this lies in the past", right="a time to come, such as 7d", option="expires"
    ),
    "alert, hostile": BadAlert(written=HOSTILE, why=HOSTILE, right=HOSTILE, examples=(HOSTILE,)),
    "which alert": UnknownAlert(which="12", known=("3", "7")),
    "which alert, one": UnknownAlert(which="12", whose="the server's", known=("3",)),
    "which alert, of many": UnknownAlert(which="1204", known=tuple(str(each) for each in range(2001, 2031))),
    "which alert, none": UnknownAlert(which="12"),
    "which alert, hostile": UnknownAlert(which=HOSTILE),
    "quota": QuotaReached(used=100, quota=100, whose="yours"),
    "quota, of a server": QuotaReached(used=496, quota=500, whose="the server's", wanted=10),
    "decision": UnknownDecision(decision="3fa8", known=("3fa81c", "77aa01")),
    "decision, none": UnknownDecision(decision="3fa81c"),
    "decision, hostile": UnknownDecision(decision=HOSTILE),
    "decision over": DecisionOver(short="3fa81c", symbol="BTC/USDT", state="lapsed", why="nobody answered in 15 min"),
    "decision over, ordered": DecisionOver(short="3fa81c", symbol="BTC/USDT", state="ordered"),
    "decision over, hostile": DecisionOver(short=HOSTILE_NAME, symbol="BTC/USDT", state=HOSTILE, why=HOSTILE),
    "somebody else": SomebodyElse(short="3fa81c", needs=2),
    "level": LevelForbids(account="main", level="none", what="look at a market", wanted="assistant"),
    "level, hostile": LevelForbids(account=HOSTILE, level="none", what=HOSTILE, wanted="copilot"),
    "not earned": NotEarned(
        account="main",
        level="autonomous",
        missing=(
            "30 judged decisions as copilot, one a move; there are 12",
            "a Brier score of 0.25 or less over these; it is 0.270",
        ),
    ),
    "not earned, unsaid": NotEarned(account="main", level="agent"),
    "not earned, hostile": NotEarned(account=HOSTILE, level=HOSTILE, missing=(HOSTILE,)),
    "limit": LimitReached(
        account="paper:discord:12",
        symbol="BTC/USDT",
        limit="largest order",
        value="25% of equity: 2,500 USDT",
        figure="3,120.50 USDT, 31.3% of equity; at most 0.05 BTC now",
        others=(Broken("leverage", "5×", "10×"), Broken("require stop", "an entry has a stop", "it has none")),
    ),
    "limit, hostile": LimitReached(
        account=HOSTILE, symbol=HOSTILE, limit=HOSTILE, value=HOSTILE, figure=HOSTILE, others=(Broken(*3 * (HOSTILE,)),)
    ),
    "moved": PriceMoved(
        symbol="BTC/USDT", previewed=42_156.37, now=42_391.0, allowed=0.005, again=FibLevels(symbol="BTC/USDT")
    ),
    "preview too old": PreviewEnded(symbol="BTC/USDT", why="expired", again=FibLevels(symbol="BTC/USDT")),
    "preview cancelled": PreviewEnded(symbol="BTC/USDT", why="cancelled"),
    "preview, hostile": PreviewEnded(symbol=HOSTILE, why="expired"),
    "stale price": StalePrice(symbol="EUR/USD", age=93_700.0, allowed=300.0),
    "stale price, hostile": StalePrice(symbol=HOSTILE, age=400.0, allowed=60.0),
    "moved, with its preview": MOVED,
    "moved, nothing to preview": PriceMoved(symbol="PEPE/USDT", previewed=0.00001234, now=0.000013, allowed=0.02),
    "not yours": NotYours(what="order"),
    "not yours, hostile": NotYours(what=HOSTILE),
    "journal": JournalBroken(account="paper:discord:12", seq=1204),
    "disk": DiskFull(),
    "held": HeldElsewhere(account="paper:discord:12:swing", holder="desk-7"),
    "held, hostile": HeldElsewhere(account=HOSTILE, holder=HOSTILE),
    "unexpected": Unexpected(incident="a1b2c3d4"),
    "nameless": DeskError(),
}
