"""What ``/privacy`` may answer: nothing is kept, and everything."""

from services.core.units import Duration
from services.house.privacy import KeptFacts, KeptJournal, PrivacyAnswer
from services.store.keys import OF_PEOPLE
from tests.answers._shared import HOSTILE, NOW

HELD = {
    "voice": ("z",),
    "settings": ('{"market":"1INCH/USDT","time_zone":"UTC+05:30"}',),
    "place": ('{"name":"Zürich","country":"Switzerland","latitude":47.37,"near":null}',),
    "notifications": ("heartbeat", HOSTILE),
}
JOURNALS = (KeptJournal(account="main", records=1204), KeptJournal(account="swing2", records=1))
KEPT = tuple(
    KeptFacts(
        kind=each.kind,
        values=HELD.get(each.kind, ()),
        journals=JOURNALS if each.kind == "journal" else (),
        at=NOW if each.kind == "greeted" else None,
        many=max(2, len(HELD.get(each.kind, ()))),
        seconds=None if each.seconds is None else Duration(each.seconds),
        passes=each.passes,
    )
    for each in {each.kind: each for each in reversed(OF_PEOPLE)}.values()
)
NOTHING = tuple(fact.model_copy(update={"values": (), "journals": (), "at": None, "many": 0}) for fact in KEPT)
SAMPLES: dict[str, PrivacyAnswer] = {
    "all": PrivacyAnswer(as_of=NOW, kept=KEPT),
    "nothing": PrivacyAnswer(as_of=NOW, kept=NOTHING),
}
