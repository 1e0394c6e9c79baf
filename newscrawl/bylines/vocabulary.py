"""The known words of bylines ("by", roles, desks, particles …) and what they mean in one byline.

`Vocabulary` holds the words of all languages, read once from `rules/bylines.toml`.
`ContextualVocabulary` looks words up for one byline: its language, its capitals and the neighbouring words decide which
meanings of a word apply. "von" is "by" in a German byline and part of a name in an English one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from newscrawl.rules.word_lists import BylineWords, load_byline_file
from newscrawl.text import lru_cache_short

PHRASE_KINDS = (
    "by", "by_soft", "genre", "role", "position", "role_part", "desk", "credit", "credit_role", "furniture",
    "contributed", "month",
)  # fmt: skip
"""The lists of phrases of each language in `rules/bylines.toml`; the head of that file explains each of them.

A phrase of the list `position` has the kind "role" as well. One of the list `credit` that ends with a colon ("text:")
has the kind "label" instead: it counts as a credit only where a colon follows it in the byline, too.
"""
EDGE_PUNCTUATION = ".,:;!?\"'“”„«»()[]{}<>*_=~+#-–—‐\u2026：。"
"""Characters that are stripped from both ends of a word before it is looked up."""
NAME_EDGE_CHARS = EDGE_PUNCTUATION.replace(".", "") + " "
"""Characters that are stripped from both ends of a name: the full stop of "Jr." is part of it."""

_MAX_AMBIGUOUS_CHARS = 3
"""Letters of a short known word, such as "bio", that may be part of a name in another language. Except for "by", it is
known only in a byline of its own language; where the language is unknown, only in lower case or before a colon."""
_MAX_ROLE_LOOKAHEAD = 6
"""Words among which a role must follow its first part: "Senior" in "Senior Political Correspondent"."""

LanguagesByKind = dict[str, frozenset[str]]
"""Kind of phrase -> the languages in whose list the phrase is."""


@lru_cache_short(2048)  # a byline's words are looked up several times each
def normalize_word(word: str) -> str:
    """The word as it is looked up: casefolded, without punctuation at its ends. Punctuation alone gives ""."""
    return word.casefold().strip(EDGE_PUNCTUATION)


def normalize_words(words: list[str]) -> list[str]:
    """The words as they are looked up, one for each; a word of punctuation alone stays as it is."""
    return [normalize_word(word) or word for word in words]


@lru_cache_short(2048)  # each piece of a byline is compared with several lists
def normalize_alphanumeric(text: str) -> str:
    """The form in which names of organizations and towns are compared.

    Only letters and digits are left, casefolded, full-width forms made normal, without a leading "the".

    >>> normalize_alphanumeric("The Harbour-Post")
    'harbourpost'
    """
    if text.isascii():
        return "".join(filter(str.isalnum, text.lower().removeprefix("the ")))
    folded = unicodedata.normalize("NFKC", text).casefold()
    # "Mc" are the vowel signs of Indian scripts.
    return "".join(char for char in folded.removeprefix("the ") if char.isalnum() or unicodedata.category(char) == "Mc")


def is_initial(word: str) -> bool:
    """Whether the word is a single capital with a full stop: "A."."""
    return len(word) == 2 and word[1] == "." and word[0].isupper()


def is_lowercase(text: str) -> bool:
    """Whether all letters of the text are in lower case, in a script that has capitals.

    Unicode calls the letters of Georgian lower case, but its names have no capitals.
    """
    return text.islower() and not "\u10d0" <= text[0] <= "\u10ff"


def is_unspaced_script(text: str) -> bool:
    """Whether the text has Chinese, Japanese, Korean or Thai letters: no capitals, and spaces rarely part words."""
    return not text.isascii() and any(
        "\u0e00" <= char <= "\u0e7f"
        or "\u1100" <= char <= "\u11ff"
        or "\u3005" <= char <= "\u9fff"
        or "\uac00" <= char <= "\ud7ff"
        or "\uff66" <= char <= "\uff9f"
        for char in text
    )


def is_full_name(name: str) -> bool:
    """Whether a name has more than one word, or is in a script without spaces."""
    return " " in name or is_unspaced_script(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseMatch:
    """A known phrase that was found in a byline."""

    word_count: int
    kinds: LanguagesByKind

    def has_kind(self, *kinds: str) -> bool:
        """Whether the phrase is of one of these kinds."""
        return any(kind in self.kinds for kind in kinds)


class Vocabulary:
    """The words of all languages in `rules/bylines.toml`."""

    def __init__(self) -> None:
        words = load_byline_file()
        languages = words.language
        self.conjunctions = _languages_by_word((language.code, language.also) for language in languages)
        """Words for "and" -> their languages."""
        self.prepositions = _languages_by_word((language.code, language.place) for language in languages)
        """Words for "in" and "from" before a place -> their languages."""
        self.conjunction_prefixes = {
            language.prefix_and: frozenset(language.prefix_keep) for language in languages if language.prefix_and
        }
        """A letter that means "and" at the beginning of a word (Hebrew, Arabic) -> names that begin with it."""
        self.desk_suffixes = tuple({suffix for language in languages for suffix in language.desk_end})
        self.employer_suffixes = tuple({suffix for language in languages for suffix in language.employer_end})
        self.particles = frozenset(words.any.particle)
        """Small words inside names: "de", "van"."""
        self.suffixes = frozenset(words.any.suffix)
        """Additions after names that are part of them: "jr", "iii"."""
        self.titles = frozenset(words.any.title)
        self.degrees = frozenset(words.any.degree)
        self.surnames = frozenset(words.any.surname)
        """Roles that are also surnames."""
        self.organization_words = frozenset(words.any.organisation)
        self.unspaced_organization_words = tuple(word for word in words.any.organisation if is_unspaced_script(word))
        self.account_names = frozenset(normalize_alphanumeric(word) for word in words.any.account)
        """Accounts that publish articles and are not people: "admin", "Guest author"."""
        self.houses = frozenset(normalize_alphanumeric(word) for word in words.any.house)
        """Publishing houses and media whose names look like those of people."""
        self.articles = _languages_by_word((language.code, language.article) for language in languages)
        """Articles that begin the names of newspapers -> their languages."""
        self.towns = frozenset(normalize_alphanumeric(word) for word in words.any.town)
        self._phrases_by_first_word: dict[str, list[tuple[list[str], PhraseMatch]]] = {}
        self._add_phrases(languages)
        self.unspaced_words = self._find_unspaced_words()
        """Words of scripts without spaces, longest first: they may be written together with a name."""
        self.contribution_words = self._find_contribution_words()
        """One word of each phrase such as "contributed to this report": a line without any of them has no such phrase.
        """
        self._known_words = self._collect_known_words()

    def match_at(self, normalized: list[str], start: int) -> PhraseMatch | None:
        """The longest known phrase that begins at this word.

        :param normalized: all words of the line, as `normalize_words` gives them.
        """
        for words, match in self._phrases_by_first_word.get(normalized[start], ()):
            if normalized[start : start + match.word_count] == words:
                return match
        return None

    def match_whole(self, normalized: list[str]) -> PhraseMatch | None:
        """The known phrase that consists of all these words; None where a word is left over."""
        match = self.match_at(normalized, 0) if normalized else None
        return match if match is not None and match.word_count == len(normalized) else None

    def match_whole_text(self, text: str) -> PhraseMatch | None:
        """The known phrase that is the whole text, apart from punctuation."""
        return self.match_whole([normalized for word in text.split() if (normalized := normalize_word(word))])

    def begins_phrase(self, word: str) -> bool:
        """Whether any known phrase begins with this normalized word."""
        return word in self._phrases_by_first_word

    def is_known_word(self, word: str) -> bool:
        """Whether the casefolded word may be something else than a name: it is listed, or a listed phrase begins so."""
        stripped = word.strip(EDGE_PUNCTUATION)
        return stripped in self._known_words or word in self._known_words or word.endswith(self.desk_suffixes)

    def is_town(self, text: str) -> bool:
        """Whether the text is the name of a listed town."""
        return normalize_alphanumeric(text) in self.towns

    def _add_phrases(self, languages: tuple[BylineWords, ...]) -> None:
        """Fill the table of phrases: first word -> its phrases, longest first."""
        table: dict[tuple[str, ...], dict[str, set[str]]] = {}
        for language in languages:
            for kind in PHRASE_KINDS:
                for phrase in getattr(language, kind):
                    words = tuple(filter(None, map(normalize_word, phrase.split())))
                    stored_kind = "label" if kind == "credit" and phrase.endswith(":") else kind
                    for each_kind in ("role", "position") if kind == "position" else (stored_kind,):
                        table.setdefault(words, {}).setdefault(each_kind, set()).add(language.code)
        for words, codes_by_kind in table.items():
            kinds = {kind: frozenset(codes) for kind, codes in codes_by_kind.items()}
            match = PhraseMatch(word_count=len(words), kinds=kinds)
            self._phrases_by_first_word.setdefault(words[0], []).append(([*words], match))
        for entries in self._phrases_by_first_word.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def _iter_phrases(self) -> Iterator[tuple[list[str], PhraseMatch]]:
        for entries in self._phrases_by_first_word.values():
            yield from entries

    def _find_unspaced_words(self) -> tuple[str, ...]:
        unspaced = {
            words[0]
            for words, match in self._iter_phrases()
            if len(words) == 1
            and len(words[0]) > 1
            and is_unspaced_script(words[0])
            and not match.kinds.keys() <= {"month", "contributed"}
        }
        return tuple(sorted(unspaced, key=lambda word: (-len(word), word)))

    def _find_contribution_words(self) -> frozenset[str]:
        return frozenset(
            max(words, key=len)
            for words, match in self._iter_phrases()
            if match.has_kind("contributed") and match.word_count > 1
        )

    def _collect_known_words(self) -> frozenset[str]:
        return frozenset[str]().union(
            self._phrases_by_first_word, self.conjunctions, self.prepositions, self.particles, self.suffixes,
            self.titles, self.degrees, self.organization_words, self.account_names, self.towns,
        )  # fmt: skip


@cache
def get_vocabulary() -> Vocabulary:
    """The packaged words, read once."""
    return Vocabulary()


def _languages_by_word(words_by_language: Iterator[tuple[str, tuple[str, ...]]]) -> dict[str, frozenset[str]]:
    languages: dict[str, set[str]] = {}
    for code, words in words_by_language:
        for word in words:
            languages.setdefault(word, set()).add(code)
    return {word: frozenset(codes) for word, codes in languages.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class BylineContext:
    """What is known of the whole byline before its words are looked up."""

    language: str | None
    """BCP 47 primary subtag; None where the language is not known."""
    publisher: str
    """The publisher's name as `normalize_alphanumeric` gives it; "" where it is not known."""
    publisher_words: frozenset[str]
    """The longer words of the publisher's name, each in that form."""
    has_digits: bool
    is_lowercase: bool
    """Whether the byline has no capital letter after its first character."""
    is_all_caps: bool
    """Whether all letters of the byline are capitals."""


class ContextualVocabulary:
    """The vocabulary as it applies to one byline.

    Methods take the words of the byline, the same words as `normalize_words` gives them, and the index of a word.
    """

    def __init__(self, context: BylineContext) -> None:
        self.context = context
        self.vocabulary = get_vocabulary()

    def match_at(self, words: list[str], normalized: list[str], at: int) -> PhraseMatch | None:
        """The longest known phrase at this word, with the kinds that apply here."""
        match = self.vocabulary.match_at(normalized, at)
        if match is None:
            return None
        kinds = {
            kind: codes
            for kind, codes in match.kinds.items()
            if self._applies(kind, codes, words, at, match.word_count)
        }
        if len(kinds) == len(match.kinds):
            return match
        return PhraseMatch(word_count=match.word_count, kinds=kinds) if kinds else None

    def cannot_begin_name(self, words: list[str], normalized: list[str], at: int) -> bool:
        """Whether the word has no capital, has digits, or begins a known phrase."""
        word = words[at]
        if is_lowercase(word) or (not word.isalpha() and any(map(str.isdigit, word))):
            return True
        return self.vocabulary.match_at(normalized, at) is not None

    def is_foreign_word(self, match: PhraseMatch, words: list[str], at: int) -> bool:
        """Whether the single word has its meaning in other languages only, and a capital: it may be a name here."""
        if match.word_count > 1 or self.context.language is None:
            return False
        if not words[at][:1].isupper() or words[at].endswith((":", "：")) or match.has_kind("by"):
            return False
        return not any(self.context.language in codes or "en" in codes for codes in match.kinds.values())

    def is_first_name(self, words: list[str], normalized: list[str]) -> bool:
        """Whether the first word is a role that is also a name, with nothing but a last name: "Dean Lima and Bo Ek"."""
        return (
            normalized[0] in self.vocabulary.surnames
            and len(words) > 1
            and (len(words) == len(("Dean", "Lima")) or words[2] in self.vocabulary.conjunctions)
        )

    def is_date_word(self, word: str) -> bool:
        """Whether the normalized word belongs to dates: a month, a week day, or a word such as "of" in a date."""
        match = self.vocabulary.match_at([word], 0)
        return match is not None and match.has_kind("month")

    def starts_location(self, words: list[str], at: int) -> bool:
        """Whether a place begins at this word, after a name: "in Lisbon".

        A preposition that is also a particle ("de", "da") counts only before a listed town, and only after two words.
        """
        word = words[at].casefold()
        languages = self.vocabulary.prepositions.get(word)
        if not at or at + 1 >= len(words) or languages is None:
            return False
        is_caps_preposition = self.context.is_all_caps and self.context.language in languages
        if not is_lowercase(words[at]) and not is_caps_preposition:
            return False
        if word in self.vocabulary.particles:
            return at > 1 and self.vocabulary.is_town(" ".join(words[at + 1 :]))
        return True

    def is_location_only(self, words: list[str]) -> bool:
        """Whether the words are a preposition and a place, without a name before them."""
        if len(words) < 2 or words[0] not in self.vocabulary.prepositions:
            return False
        return words[0] not in self.vocabulary.particles or self.vocabulary.is_town(" ".join(words[1:]))

    def is_title(self, word: str) -> bool:
        """Whether the word is a title that is written before a name and not part of it: "Dr."."""
        return word.casefold().strip(",") in self.vocabulary.titles

    def is_dotted_title(self, word: str) -> bool:
        """Whether the word is a title with a full stop, which is no name wherever it stands: "Lima Ana, dr."."""
        return word.endswith(".") and self.is_title(word) and normalize_word(word) not in self.vocabulary.suffixes

    def is_degree(self, word: str) -> bool:
        """Whether the word is a degree that is written after a name and not part of it: "PhD"."""
        return word.casefold().strip(",") in self.vocabulary.degrees

    def _applies(self, kind: str, codes: frozenset[str], words: list[str], at: int, word_count: int) -> bool:
        """Whether a phrase has this kind here; `month` never: words of dates are looked up by `is_date_word`."""
        if kind == "month" or is_initial(words[at]):
            return False
        if kind == "role_part":
            return self._precedes_role(words, at)
        if kind == "by_soft":
            return self._introduces_name(codes, words, at)
        word = normalize_word(words[at])
        if kind == "by" or word_count > 1 or len(word) > _MAX_AMBIGUOUS_CHARS or is_unspaced_script(word):
            return True
        if self.context.language is not None:
            return self.context.language in codes
        if kind == "position" and words[at].isupper() and not self.context.is_all_caps:
            return True  # "CEO"
        return self.context.is_lowercase or not words[at][:1].isupper() or words[at].endswith(":")

    def _precedes_role(self, words: list[str], at: int) -> bool:
        """Whether a role follows with nothing but parts of roles before it: "Senior" is a name in "Ana Senior"."""
        normalized = normalize_words(words[at : at + _MAX_ROLE_LOOKAHEAD])
        position = 0
        while position < len(normalized):
            match = self.vocabulary.match_at(normalized, position)
            if match is None or not match.has_kind("role", "role_part", "desk"):
                return False
            if match.has_kind("role", "desk"):
                return True
            position += match.word_count
        return False

    def _introduces_name(self, codes: frozenset[str], words: list[str], at: int) -> bool:
        """Whether an ambiguous word such as "von" means "by" here.

        It does in a byline of its own language, and where the language is not known, or is another one but the word is
        in lower case, before two capitalized words. It never does before a particle.
        """
        next_words = words[at + 1 : at + 3]
        if not next_words or next_words[0] in self.vocabulary.particles:
            return False
        language = self.context.language
        if language is not None and language in codes:
            return True
        if language is not None and not is_lowercase(words[at]):
            return False
        return len(next_words) > 1 and all(word[:1].isupper() for word in next_words)
