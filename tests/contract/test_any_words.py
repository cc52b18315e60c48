"""10,000 random values for every option: each gets a typed, voiced answer, and the desk stays up."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.app import App
from cogs._actions import view_of
from cogs._embeds import embed_of
from services.core.errors import DeskError, Unexpected
from services.core.request import Answer
from services.core.roles import Role
from services.store.keys import VOICES
from tests.asks import BEN, new_id
from tests.examples import examples

hostile = st.sampled_from(
    [
        "@everyone",
        "<@1>",
        "`x`",
        "[a](http://b)",
        "BTC/USDT",
        "btc",
        "'; DROP",
        "../../etc",
        "\x00",
        "🦀" * 40,
        "-1",
        "1e999",
    ]
)
value = st.one_of(st.text(max_size=60), hostile, st.integers(), st.floats(), st.none())
options = st.dictionaries(
    st.sampled_from(["symbol", "timeframe", "lookback", "bars", "voice", "scope", "unknown"]), value, max_size=4
)
roles = st.sampled_from([None, *Role])


@examples(500)
@given(data=st.data())
async def test_whatever_is_asked_is_answered_or_refused_in_words(app: App, data: st.DataObject) -> None:
    request = data.draw(st.sampled_from(sorted(app.desk.catalog)))
    given_options: dict[str, Any] = data.draw(options)
    principal = BEN.model_copy(update={"role": data.draw(roles)})
    await app.store.hash_set(VOICES, f"user:{principal.id}", data.draw(st.sampled_from([*app.choices.voices])))
    app.choices.forget()
    presented = await app.presenter.options(app.desk.catalog[request], given_options, new_id(), principal)
    assert isinstance(presented.outcome, Answer | DeskError)
    assert not isinstance(presented.outcome, Unexpected), given_options
    embed = embed_of(presented.card, picture=presented.picture is not None)
    assert embed.title
    assert len(embed) <= 6000
    assert "@everyone" not in str(embed.to_dict())
    view_of(presented.card.actions)
