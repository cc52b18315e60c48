"""What "Explain words" may answer."""

from services.house.words import MOST_SHOWN, WordFacts, WordsAnswer
from services.words.glossary import glossary
from tests.answers._shared import NOW


def words(count: int) -> WordsAnswer:
    told = tuple(WordFacts(term=each.term, means=each.means) for each in glossary().terms[:count])
    return WordsAnswer(as_of=NOW, found=count, words=told[:MOST_SHOWN])


SAMPLES: dict[str, WordsAnswer] = {"none": words(0), "one": words(1), "several": words(7), "very many": words(60)}
