"""Looking for exercises by words: case, signs, accents and order do not matter, and a slip is forgiven."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise

LONGEST = 60  # characters that are looked at; a name is shorter
MOST_WORDS = 8
SHORTEST_SLIP = 4  # letters: of shorter words half the library comes near
NEARNESS = 0.75  # two neighbours exchanged in a word of five letters are 0.8
MOST_NEAR = 4
WORD = re.compile(r"[^\W_]+")
# What every exercise is, and what every one is against, tells none apart.
FILLERS = frozenset(
    "a an and at do exercise exercises for i in is it me my of on or the to with"
    " ache aches aching hurt hurting hurts pain painful pains sore".split()
)
Fields = Sequence[str]  # the texts of one thing, what counts most first


def words_of(text: str) -> list[str]:
    """The words of a text, without case, accents and signs."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))


def sought_words(text: str) -> list[str]:
    """The words of a search that mean something."""
    return [word for word in words_of(text[:LONGEST]) if word not in FILLERS][:MOST_WORDS]


def find(text: str, things: Mapping[str, Fields]) -> tuple[list[str], bool]:
    """Keys of the things that have every word, the best first; and whether a word was only near to one of theirs."""
    known = {key: [words_of(field) for field in fields] for key, fields in things.items()}
    total, is_near = dict.fromkeys(things, 0), False
    for word in sought_words(text):
        found = _ranks([word], known)
        if not found and len(word) >= SHORTEST_SLIP:
            found = _ranks(_near(word, known.values()), known)
            is_near = is_near or bool(found)
        total = {key: rank + found[key] for key, rank in total.items() if key in found}
    return sorted(total, key=lambda key: total[key]), is_near and bool(total)


def _ranks(words: Iterable[str], known: Mapping[str, list[list[str]]]) -> dict[str, int]:
    """For each thing that has one of the words the place of the first of its texts that does."""
    wanted = list(words)
    ranks = {}
    for key, texts in known.items():
        places = [place for place, text in enumerate(texts) if any(_has(word, text) for word in wanted)]
        if places:
            ranks[key] = places[0]
    return ranks


def _has(word: str, text: list[str]) -> bool:
    """A word by its beginning; or written as one where the text has two, as “birddog”."""
    if any(other.startswith(word) for other in text):
        return True
    return len(word) >= SHORTEST_SLIP and any(word == one + two for one, two in pairwise(text))


def _near(word: str, known: Iterable[list[list[str]]]) -> list[str]:
    vocabulary = {other for texts in known for text in texts for other in text}
    return get_close_matches(word, sorted(vocabulary), MOST_NEAR, NEARNESS)
