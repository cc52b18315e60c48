"""A preview that was cancelled says so, and one that was placed before that it lives on."""

from personas.render import Voices
from services.orders.cancel import Cancel
from services.orders.entry import OrderDropped
from tests.answers._shared import NOW
from tests.faces import buttons

SAMPLES = {
    "dropped": OrderDropped(as_of=NOW, account="main", short="3fa9c1", placed=False),
    "placed before": OrderDropped(as_of=NOW, account="swing", short="3fa9c1", placed=True),
}


def test_whoever_cancels_too_late_is_told_how_to_cancel_the_order(voices: Voices) -> None:
    (action,) = buttons(SAMPLES["placed before"])
    assert action.request == Cancel(order="3fa9c1", account="swing")
    assert buttons(SAMPLES["dropped"]) == ()
    for name in voices.names:
        assert "3fa9c1" in voices.render(SAMPLES["placed before"], name).body, name
        assert "Nothing was ordered" in voices.render(SAMPLES["dropped"], name).body, name
