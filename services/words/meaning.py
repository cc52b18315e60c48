"""Questions for what a word means: "what does drawdown mean", "explain RSI", "what is a golden pocket"."""

import re
from typing import Final, NamedTuple

from services.words.glossary import LONGEST_TERM, glossary

MOST_WORDS: Final = 4
"""Of a term that is asked for in words which often ask for something else."""
_BEFORE: Final = re.compile(r"^(?:(?:hey|hi|hello|please|ok|so|can you|could you)\b[\s,]*)+", re.IGNORECASE)
_MEANT: Final = re.compile(
    r"what (?:does|do|did) (.+?) (?:mean|stand for)"
    r"|what do(?:es)? (?:you|he|she|they|it|the card) mean (?:by|with) (.+)"
    r"|(?:what(?:'s|s| is) )?(?:define|meant by|(?:the )?(?:meaning|definition) of) ((?!\w+[:=]).+)",
    re.IGNORECASE,
)
"""Asks what a word means, and nothing else."""
_EXPLAINED: Final = re.compile(
    r"(?:what(?:'s|s| is) )?explain (?!\w+[:=]|(?=[a-f]*\d)[\da-f]{4,40}$)(.+)", re.IGNORECASE
)
"""The same; what has an id for its name, such as a decision, is no word."""
_PERHAPS: Final = re.compile(r"(?:describe|what(?:'s|s| is| are)) (.+)", re.IGNORECASE)
"""May ask that, or for a fact: "what is the price"."""
_ARTICLE: Final = re.compile(r"^(?:an?|the) ", re.IGNORECASE)


class Question(NamedTuple):
    """Asks what ``term`` means. ``certain``: it can ask for nothing else. ``of_the``: it asks for *the* term, which
    more often is a fact: "what is the moon phase"."""

    term: str
    certain: bool
    of_the: bool

    @property
    def is_known(self) -> bool:
        """Whether the glossary has the term. The first call reads it."""
        return glossary().find(self.term) is not None


def question_of(text: str) -> Question | None:
    """The question for a meaning that ``text``, without the marks that end it, is or may be."""
    asked = _BEFORE.sub("", " ".join(text.split()))
    for form, certain, most in (
        (_MEANT, True, LONGEST_TERM),
        (_EXPLAINED, True, MOST_WORDS),
        (_PERHAPS, False, MOST_WORDS),
    ):
        if (found := form.fullmatch(asked)) is not None:
            told = next(filter(None, found.groups()))
            term = _ARTICLE.sub("", told)
            fits = len(term) <= LONGEST_TERM and len(term.split()) <= most
            return Question(term, certain, told.lower().startswith("the ")) if fits else None
    return None


def asks_for_a_word(text: str) -> bool:
    """Whether ``text`` asks what a word means. The first call reads the glossary."""
    question = question_of(text.strip(" ?!."))
    return question is not None and (question.certain or question.is_known)


def bare_term(text: str) -> str | None:
    """The term of the glossary that ``text`` is, and nothing else: "drawdown", "the ATR". The first call reads it."""
    term = _ARTICLE.sub("", " ".join(text.split()))
    return term if len(term.split()) <= MOST_WORDS and glossary().find(term) is not None else None
