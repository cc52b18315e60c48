"""What ``/forget me`` may answer."""

from services.core.units import Duration
from services.house.privacy import ForgetMeAnswer
from tests.answers._shared import NOW
from tests.answers.privacy.sample import KEPT, NOTHING

SAMPLES: dict[str, ForgetMeAnswer] = {
    name: ForgetMeAnswer(as_of=NOW, kept=kept, passing=Duration(60.0))
    for name, kept in (("all", KEPT), ("nothing", NOTHING), ("one", (KEPT[0], *NOTHING[1:])))
}
