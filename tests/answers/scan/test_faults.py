"""A scan that cannot be is refused in words, never with an incident."""

from hypothesis import given
from hypothesis import strategies as st

from bot.app import App
from cogs._embeds import embed_of
from services.conditions.suggest import EXAMPLES
from services.core.errors import Unexpected
from services.scan.facts import Scan
from tests.asks import BEN, new_id
from tests.examples import examples
from tests.unit.services.conditions.test_parse import LANGUAGE


@examples(150)
@given(
    where=st.one_of(st.text(max_size=60), st.lists(LANGUAGE, max_size=12).map(" ".join), st.sampled_from(EXAMPLES)),
    timeframes=st.sampled_from(["4h", "1h,4h", "7x", "", "1d 1w,"]) | st.text(max_size=12) | st.none(),
    universe=st.sampled_from(["btc", "all", "btc,eth", "nothing", ", "]) | st.none(),
    page=st.integers(-1, 1001) | st.none(),
)
async def test_whatever_is_scanned_for_is_answered_or_refused_in_words(
    app: App, where: str, timeframes: str | None, universe: str | None, page: int | None
) -> None:
    options = {"where": where, "timeframes": timeframes, "universe": universe, "page": page}
    presented = await app.presenter.options(Scan, options, new_id(), BEN)
    assert not isinstance(presented.outcome, Unexpected), options
    assert "no picture" not in presented.card.footer, options
    assert len(embed_of(presented.card, picture=True)) <= 6000
