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
_ASKED_ABOUT: Final = re.compile(
    r"tell me (?:more |something )?about (.+)"
    r"|how (?:do|does) (.+?) work"
    r"|i (?:do not|don't|dont|can't|cannot) (?:understand|get) (?:what )?(.+?)(?: (?:is|are|means?))?",
    re.IGNORECASE,
)
"""Asks for a word where it asks for nothing else that is known."""
_THIS: Final = re.compile(
    r"what (?:does|do) (?:it|this|that|these)(?: all)? mean|what(?:'s| is) (?:it|this|that)"
    r"|explain(?: (?:it|this|that|these|these words|the words|this card))?(?: to me)?"
    r"|i (?:do not|don't|dont) (?:understand|get)(?: (?:it|this|that|a word))?",
    re.IGNORECASE,
)
"""Under a card asks for the words that stand on it."""
_POINTING: Final = frozenset({"it", "this", "that", "these", "those"})
"""Words that mean what stands elsewhere, and no term."""
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
            fits = fits and (form is _EXPLAINED or term.lower() not in _POINTING)
            return Question(term, certain, told.lower().startswith("the ")) if fits else None
    return None


def asks_for_a_word(text: str) -> bool:
    """Whether ``text`` asks what a word means. The first call reads the glossary."""
    question = question_of(text.strip(" ?!."))
    return question is not None and (question.certain or question.is_known)


def asks_for_this(text: str) -> bool:
    """Whether ``text``, said under a card, asks what that means: "what does it mean?"."""
    return _THIS.fullmatch(_BEFORE.sub("", " ".join(text.strip(" ?!.").replace("’", "'").split()))) is not None


def bare_term(text: str) -> str | None:
    """The term of the glossary that ``text`` is, and nothing else: "drawdown", "the ATR". The first call reads it."""
    term = _ARTICLE.sub("", " ".join(text.split()))
    return term if len(term.split()) <= MOST_WORDS and glossary().find(term) is not None else None


def term_asked_about(text: str) -> str | None:
    """The term of the glossary that ``text`` wants to hear of: "how do stops work". The first call reads it."""
    about = _ASKED_ABOUT.fullmatch(_BEFORE.sub("", " ".join(text.split())))
    return None if about is None else bare_term(next(filter(None, about.groups())))
