"""What Discord refuses, nobody reads."""

from hypothesis import given
from hypothesis import strategies as st

from cogs._embeds import PICTURE, embed_of
from personas.card import Card, Field

long_text = st.one_of(st.text(max_size=50), st.integers(1, 7000).map(lambda n: "x" * n))
fields = st.lists(st.builds(Field, name=long_text, value=long_text), max_size=40).map(tuple)


@given(st.builds(Card, title=long_text, body=long_text, fields=fields, footer=long_text))
def test_every_card_fits_into_discords_limits(card: Card) -> None:
    embed = embed_of(card, picture=False)
    assert len(embed) <= 6000
    assert len(embed.title or "") <= 256
    assert len(embed.description or "") <= 4096
    assert len(embed.fields) <= 25
    assert all(f.name and f.value and len(f.name) <= 256 and len(f.value) <= 1024 for f in embed.fields)


def test_the_footer_with_its_marks_is_kept_when_the_rest_is_cut() -> None:
    card = Card(title="t", body="x" * 5000, fields=(Field("n", "y" * 1024),) * 10, footer="SIMULATED · sim")
    embed = embed_of(card, picture=True)
    assert embed.footer.text == "SIMULATED · sim"
    assert embed.image.url == f"attachment://{PICTURE}"
    assert (embed.description or "").endswith("…")
