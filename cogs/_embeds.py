"""A card as Discord shows it, within Discord's limits."""

from collections.abc import Sequence

import discord

from personas.card import Card

TITLE, DESCRIPTION, FIELDS, FIELD_NAME, FIELD_VALUE, FOOTER, TOTAL = 256, 4096, 25, 256, 1024, 2048, 6000
CONTENT = 2000
PICTURE = "chart.png"
ELLIPSIS = "…"


def embed_of(card: Card, *, picture: bool) -> discord.Embed:
    """The embed of ``card``; with ``picture`` it shows the attachment named ``PICTURE``.

    What is too long for Discord is cut with an ellipsis; fields that do not fit in all are left out, the last first.
    """
    title, footer = _cut(card.title, TITLE), _cut(card.footer, FOOTER)
    embed = discord.Embed(title=title, colour=card.colour)
    if footer:
        embed.set_footer(text=footer)
    room = TOTAL - len(title) - len(footer)
    embed.description = _cut(card.body, min(DESCRIPTION, room))
    room -= len(embed.description)
    for field in card.fields[:FIELDS]:
        name, value = _cut(field.name, FIELD_NAME), _cut(field.value, FIELD_VALUE)
        room -= len(name) + len(value)
        if room < 0:
            break
        if name and value:
            embed.add_field(name=name, value=value, inline=field.inline)
    if picture:
        embed.set_image(url=f"attachment://{PICTURE}")
    return embed


def text_of(card: Card, notes: Sequence[str] = ()) -> str:
    """``card`` as plain text, for where no embed may be sent, and ``notes`` below it."""
    end = "".join(f"\n{line}" for line in (*([f"-# {card.footer}"] if card.footer else []), *notes))
    fields = (f"**{field.name}**\n{field.value}" for field in card.fields if field.name and field.value)
    return _cut("\n\n".join((f"**{card.title}**", card.body, *fields)), CONTENT - len(end)) + end


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - len(ELLIPSIS)] + ELLIPSIS
