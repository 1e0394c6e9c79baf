"""Which language has which words and tests: a language that lacks something is named here, and no other may lack it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from fixtures.server import CASES
from newscrawl.metadata.language import get_word_list_language, normalize_language_tag
from newscrawl.rules.loader import load_rules
from newscrawl.rules.word_lists import load_byline_file, load_credit_file, load_navigation_words

RULES = load_rules()

NEXT_PAGE_LABELS = {
    "af": "volgende bladsy", "ar": "الصفحة التالية", "bg": "следваща страница", "bn": "পরের পাতা", "ca": "següent",
    "cs": "další strana", "cy": "tudalen nesaf", "da": "næste side", "de": "nächste seite", "el": "επόμενη σελίδα",
    "en": "next page", "es": "página siguiente", "et": "järgmine leht", "eu": "hurrengo orria", "fa": "صفحه بعد",
    "fi": "seuraava sivu", "fr": "page suivante", "he": "העמוד הבא", "hi": "अगला पेज", "hr": "sljedeća",
    "hu": "következő oldal", "id": "halaman berikutnya", "is": "næsta síða", "it": "pagina successiva",
    "ja": "次のページ", "ko": "다음 페이지", "lt": "kitas puslapis", "lv": "nākamā lapa", "ms": "halaman seterusnya",
    "nb": "neste side", "nl": "volgende pagina", "pl": "następna strona", "pt": "página seguinte",
    "ro": "pagina următoare", "ru": "следующая страница", "sk": "ďalšia", "sl": "naslednja", "sq": "faqja tjetër",
    "sr": "следећа", "sv": "nästa sida", "sw": "ukurasa unaofuata", "th": "หน้าถัดไป", "tl": "susunod na pahina",
    "tr": "sonraki sayfa", "uk": "наступна сторінка", "ur": "اگلا صفحہ", "vi": "trang sau", "zh": "下一页",
    "zu": "ikhasi elilandelayo",
}  # fmt: skip
"""`navigation.toml` has no languages: many of its words belong to several. One label of each shows that it is there."""

PRESENT: dict[str, Iterable[str]] = {
    "concepts": RULES.concept_files.keys() - {"mul"},  # newscrawl/rules/concepts/<language>.toml
    "phrases": RULES.phrase_files,  # newscrawl/rules/phrases/<language>.toml
    "bylines": [words.code for words in load_byline_file().language],
    "credits": [words.language for words in load_credit_file().words],
    "navigation": [tag for tag, label in NEXT_PAGE_LABELS.items() if label in load_navigation_words().next],
    "pages": [path.name.partition("-")[0] for path in CASES.iterdir() if not path.name.startswith("refused-")],
}

BYLINES_ONLY = "am az be ga gl gu ha hy kk km kn lb mk ml mr mt ne or pa si uz yo"
"""Languages that have nothing but byline words."""
GAPS = {
    "concepts": f"{BYLINES_ONLY} af cy eu is sq tl zu",
    "phrases": f"{BYLINES_ONLY} af bg bn ca cy et eu fa hr hu is ka lt lv ms ro sk sl sq sr sw ta te th tl ur vi zu",
    "bylines": "",
    "credits": f"{BYLINES_ONLY} af bg bn ca cy et eu hr hu is ka lt lv ms ro sk sl sq sr sw ta te th tl ur vi zu",
    "navigation": f"{BYLINES_ONLY} ka ta te",
    "pages": (
        f"{BYLINES_ONLY} af bg bn ca cs cy da et eu fa fi hr hu id is it ka ko lt lv ms nb nl pl ro sk sl sq sr sv sw "
        "ta te th tl uk ur vi zu"
    ),
}
"""What each language lacks that has something else; whoever fills a gap takes it out here. A language that is new and
lacks something fails the test."""


@pytest.mark.parametrize("name", PRESENT)
def test_what_a_language_lacks_is_stated(name: str) -> None:
    languages = {language for present in PRESENT.values() for language in present}
    assert sorted(languages - set(PRESENT[name])) == sorted(GAPS[name].split())


@pytest.mark.parametrize("name", PRESENT)
def test_a_language_has_one_tag_under_which_its_words_are_found(name: str) -> None:
    for language in PRESENT[name]:
        assert normalize_language_tag(language) == language
        assert get_word_list_language(language) == language


@pytest.mark.parametrize("name", ["bylines", "credits"])
def test_a_language_is_in_a_list_once(name: str) -> None:
    assert len(set(PRESENT[name])) == len(list(PRESENT[name]))
