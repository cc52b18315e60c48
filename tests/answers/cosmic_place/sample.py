"""What ``/cosmic place`` may answer: usual and odd."""

from services.cosmic.place import CosmicPlaceAnswer, PlaceFacts
from tests.answers._shared import HOSTILE_NAME as HOSTILE
from tests.answers._shared import NOW

ZURICH = PlaceFacts(name="Zürich", country="Switzerland", latitude=47.3667, longitude=8.55, time_zone="Europe/Zurich")


SPRINGFIELD = PlaceFacts(
    name="Springfield, MO", country="United States", latitude=37.2153, longitude=-93.2982, time_zone="America/Chicago"
)


SOMEWHERE = PlaceFacts(
    name=None,
    country=None,
    latitude=-33.46,
    longitude=-70.65,
    time_zone="America/Santiago",
    near="Santiago, CL",
    near_km=2.413,
)


AT_SEA = PlaceFacts(name=None, country=None, latitude=0.0, longitude=-140.0, time_zone="UTC-09:00")


SVALBARD = PlaceFacts(name=None, country=None, latitude=78.22, longitude=15.65, time_zone="Arctic/Longyearbyen")


SAMPLES: dict[str, CosmicPlaceAnswer] = {
    "a city": CosmicPlaceAnswer(as_of=NOW, place=ZURICH),
    "one of several": CosmicPlaceAnswer(
        as_of=NOW, place=SPRINGFIELD, others=("Springfield, MA, United States", "Springfield, IL, United States")
    ),
    "coordinates": CosmicPlaceAnswer(as_of=NOW, place=SOMEWHERE),
    "at sea": CosmicPlaceAnswer(as_of=NOW, place=AT_SEA),
    "none": CosmicPlaceAnswer(as_of=NOW, place=None),
    "hostile": CosmicPlaceAnswer(as_of=NOW, place=ZURICH.model_copy(update={"name": HOSTILE}), others=(HOSTILE,)),
}
