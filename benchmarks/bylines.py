"""Which names of 80 locales the byline parser gives back exactly, in sixteen forms of a byline.

    python -m benchmarks.bylines
    python -m benchmarks.bylines --names 200 --locales de_DE,ja_JP --misses 5

Faker makes the names, by the patterns of each locale without titles and degrees; each stands in bylines with the words
of its language in `rules/bylines.toml`. The table has the share of bylines whose authors are exactly the names, lowest
first.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from faker import Faker
from faker.providers.person import Provider

from newscrawl.bylines.parser import parse_byline
from newscrawl.rules.word_lists import BylineWords, load_byline_file
from newscrawl.text import normalize_text

LOCALES = tuple(
    "ar_AA ar_DZ ar_PS ar_SA az_AZ bg_BG bn_BD cs_CZ da_DK de_AT de_CH de_DE de_LU el_GR en_GB en_IE en_IN en_KE en_NG"
    " en_NZ en_PK en_TH en_US es_AR es_CA es_CL es_CO es_ES es_MX et_EE fa_IR fi_FI fr_BE fr_CA fr_CH fr_DZ fr_FR fr_QC"
    " ga_IE gu_IN ha_NG he_IL hi_IN hr_HR hu_HU hy_AM id_ID ig_NG is_IS it_IT ja_JP ka_GE ko_KR lt_LT lv_LV mk_MK mr_IN"
    " ne_NP nl_BE nl_NL no_NO or_IN pl_PL pt_BR pt_PT ro_RO ru_RU si_LK sk_SK sl_SI sv_SE sw ta_IN th_TH tr_TR tw_GH"
    " uk_UA uz_UZ vi_VN yo_NG zh_CN zh_TW zu_ZA".split()
)
_FALLBACK_LANGUAGES = {"ig": "en", "tw": "en", "no": "nb"}
"""Languages that `bylines.toml` has no words of -> the language that newspapers there print, or its usual code."""
_UNSPACED_LOCALES = frozenset({"ja_JP", "ko_KR", "zh_CN", "zh_TW"})
"""Locales whose names Faker divides by a space that no byline has."""
_OTHER_PARTS = re.compile("prefix|suffix|formats|,")
"""Parts of Faker's patterns that make no plain name: titles, degrees, patterns by gender, the last name first."""
_NO_NAME = re.compile(r"[;\d()˜]|^\S+\.\s")
"""What a few of Faker's names have by mistake: a semicolon, a bracket, a title as first name."""
_MAX_TRIES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language that the forms need."""

    language: str
    by: str
    author: str
    conjunction: str
    role: str


Form = Callable[[str, str, Words], str]
"""A byline of the first name, and of the second where it names two, with the words of its language."""

ONE_NAME_FORMS: dict[str, Form] = {
    "name": lambda name, _, words: name,
    "by": lambda name, _, words: f"{words.by} {name}",
    "label": lambda name, _, words: f"{words.author}: {name}",
    "role behind": lambda name, _, words: f"{name}, {words.role}",
    "role below": lambda name, _, words: f"{name}\n{words.role}",
    "role ahead": lambda name, _, words: f"{words.role}: {name}",
    "date": lambda name, _, words: f"{name} | 07.03.2026 16:10",
    "address": lambda name, _, words: f"{name} news@paper.example",
    "agency": lambda name, _, words: f"{name}, Reuters",
    "agency in brackets": lambda name, _, words: f"{name} (AFP)",
    "link": lambda name, _, words: f'{words.by} <a href="/authors/7">{name}</a>',
    "capitals": lambda name, _, words: _upper(f"{words.by} {name}", words.language),
}
TWO_NAME_FORMS: dict[str, Form] = {
    "and": lambda name, other, words: f"{name} {words.conjunction} {other}",
    "by, and": lambda name, other, words: f"{words.by} {name} {words.conjunction} {other}",
    "comma": lambda name, other, words: f"{name}, {other}",
    "slash": lambda name, other, words: f"{name} / {other}",
}


def _upper(text: str, language: str) -> str:
    return text.replace("i", "İ").upper() if language in {"tr", "az"} else text.upper()


@dataclass(slots=True)
class LocaleScore:
    """How many bylines of a locale gave exactly the names that they were made of."""

    locale: str
    bylines: int = 0
    exact: int = 0
    misses: list[tuple[str, str, list[str]]] = field(default_factory=list)
    """The form, the byline and the authors that were read."""

    @property
    def share(self) -> float:
        """The share of exact bylines, from 0 to 1."""
        return self.exact / self.bylines if self.bylines else 0.0


def make_names(locale: str, count: int, seed: int) -> list[str]:
    """Different names of a locale, without titles and degrees; the same for the same seed."""
    fake = Faker(locale)
    fake.seed_instance(seed)
    patterns = _name_patterns(fake)
    names: dict[str, None] = {}
    for _ in range(count * _MAX_TRIES):
        name = normalize_text(fake.parse(fake.random_element(patterns)))
        # A few surnames are in lower case by mistake, too.
        if _NO_NAME.search(name) or (name.rpartition(" ")[2].islower() and not name.islower()):
            continue
        names[name.replace(" ", "") if locale in _UNSPACED_LOCALES else name] = None
        if len(names) >= count:
            break
    return list(names)


def score_locale(locale: str, names: Sequence[str]) -> LocaleScore:
    """Parse every form of a byline with each of the names, and with the next one where it needs two."""
    score, words = LocaleScore(locale), get_words(locale.partition("_")[0])
    for at, name in enumerate(names):
        other = names[(at + 1) % len(names)]
        for form, raw, expected in _iter_bylines(name, other, words):
            authors = parse_byline(raw, language=words.language).authors
            score.bylines += 1
            # The capitals inside a name, as in "McKay", cannot be told from a byline in capitals.
            if [*map(str.casefold, authors)] == [*map(str.casefold, expected)] and (
                form == "capitals" or authors == expected
            ):
                score.exact += 1
            else:
                score.misses.append((form, raw, authors))
    return score


@cache
def get_words(language: str) -> Words:
    """The words of a language: the first of each of its lists; a "by" of its own that stands only before a name."""
    language = _FALLBACK_LANGUAGES.get(language, language)
    listed: BylineWords = next(words for words in load_byline_file().language if words.code == language)
    return Words(
        language=language,
        by=(*listed.by_soft, *listed.by)[0],
        author=next((word for word in listed.by if " " not in word), listed.by[0]),
        conjunction=listed.also[0],
        role=listed.role[0],
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=int, default=100, help="names of each locale")
    parser.add_argument("--locales", default=",".join(LOCALES))
    parser.add_argument("--misses", type=int, default=0, help="show this many wrong bylines of each locale")
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    scores = [
        score_locale(locale, make_names(locale, args.names, args.seed)) for locale in args.locales.split(",") if locale
    ]
    for score in sorted(scores, key=lambda score: score.share):
        print(f"{score.locale:6s} {score.share:.4f}  {score.exact} of {score.bylines}")
        for form, raw, authors in score.misses[: args.misses]:
            print(f"         {form}: {raw!r} gave {authors}")
    total = sum(score.bylines for score in scores)
    print(f"all    {sum(score.exact for score in scores) / total:.4f}  of {total} bylines of {len(scores)} locales")


def _name_patterns(fake: Faker) -> list[str]:
    """The patterns of names of the locale, without those with titles or degrees."""
    provider = next(provider for provider in fake.get_providers() if isinstance(provider, Provider))
    patterns = [pattern for pattern in provider.formats if not _OTHER_PARTS.search(pattern)]
    return patterns or ["{{first_name}} {{last_name}}"]


def _iter_bylines(name: str, other: str, words: Words) -> Iterator[tuple[str, str, list[str]]]:
    for form, make in ONE_NAME_FORMS.items():
        yield form, make(name, other, words), [name]
    for form, make in TWO_NAME_FORMS.items():
        yield form, make(name, other, words), [name, other]


if __name__ == "__main__":
    main()
