"""Every sample of the folders in ``tests/answers``, by its answer and its name."""

import importlib
from collections.abc import Iterator
from pathlib import Path

from personas.face import Said
from services.core.errors import DeskError
from services.core.events import Event
from services.core.request import Answer

FOLDERS = Path(__file__).parent / "answers"


def found() -> Iterator[tuple[str, Said]]:
    """What each folder's ``sample.py`` has as ``SAMPLES``; a small answer may have them in its one test."""
    for folder in sorted(path for path in FOLDERS.iterdir() if path.is_dir() and not path.name.startswith("_")):
        (module,) = (path.stem for path in (*folder.glob("sample.py"), *folder.glob("test_*.py"))[:1])
        samples = importlib.import_module(f"{__package__}.answers.{folder.name}.{module}").SAMPLES
        for label, said in samples.items():
            yield f"{folder.name.replace('_', ' ')}: {label}", said


SAMPLES: dict[str, Said] = dict(found())
ANSWERS = {label: said for label, said in SAMPLES.items() if isinstance(said, Answer)}
ERRORS = {label: said for label, said in SAMPLES.items() if isinstance(said, DeskError)}
EVENTS = {label: said for label, said in SAMPLES.items() if isinstance(said, Event)}
