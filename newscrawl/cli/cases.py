"""Cases: saved pages, each with what newscrawl must read from it.

A case is a folder of three files: `page.html`, the bytes of the page; `meta.json`, its URL, content type and time;
`expected.json`, the fields that are compared (`ExpectedArticle`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec
from msgspec import UNSET, UnsetType
from w3lib.encoding import http_content_type_encoding

from newscrawl.exceptions import BadArgument, BadRule, ExtractionFailed, NotAnArticle
from newscrawl.items import Article, Page, RemovalReason
from newscrawl.rules.schema import Rules
from newscrawl.rules.shape_errors import describe_shape_error
from newscrawl.text import escape_for_log, fold, strip_accents

StructT = TypeVar("StructT")

_PAGE, _META, _EXPECTED = "page.html", "meta.json", "expected.json"
_TIME_FIELDS = ("published", "modified")
_MIN_PART_CHARS = 12
"""A shorter line may be part of a sentence of the article by chance, so it is only compared with whole paragraphs."""
_MAX_SLUG_CHARS = 40


class CaseMeta(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`meta.json`: where the page was found, and how it was served."""

    url: str
    content_type: str
    """The value of the header `Content-Type`; the empty string if there was none."""
    fetched_at: str
    """ISO 8601."""


class ExpectedRemoval(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line that must be in the record's `removed`, alone or as part of a longer line, with this reason."""

    text: str
    reason: RemovalReason


class ExpectedImage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An image of the article."""

    caption: str | None
    credit: str | None


class ExpectedArticle(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`expected.json`: fields of the record, and lists of lines. A field that is left out is not compared."""

    refused: str | UnsetType = UNSET
    """The page gives no article, for this reason. No other field is needed then."""
    title: str | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET
    authors: list[str] | UnsetType = UNSET
    agencies: list[str] | UnsetType = UNSET
    byline: str | UnsetType | None = UNSET
    published: str | UnsetType | None = UNSET
    published_source: str | UnsetType | None = UNSET
    modified: str | UnsetType | None = UNSET
    language: str | UnsetType | None = UNSET
    section: str | UnsetType | None = UNSET
    tags: list[str] | UnsetType = UNSET
    images: list[ExpectedImage] | UnsetType = UNSET
    access: str | UnsetType = UNSET
    truncated: bool | UnsetType = UNSET
    canonical_url: str | UnsetType | None = UNSET
    publisher: str | UnsetType | None = UNSET
    site: str | UnsetType | None = UNSET
    text: list[str] | UnsetType = UNSET
    """The paragraphs."""
    removed: tuple[ExpectedRemoval, ...] = ()
    absent: tuple[str, ...] = ()
    """Lines that must not be in the text, whether the record names them or not: menus, footers, comments."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case that was read."""

    name: str
    """The folder's name."""
    page: Page
    expected: ExpectedArticle


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What newscrawl reads from the page of a case."""

    case: Case
    article: Article | None
    """None if the page gives no article."""
    differences: list[str]
    """Differences from what is expected, one line each, as `field: difference`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """A page that was fetched to become a case."""

    meta: CaseMeta
    body: bytes


def read_case(folder: Path) -> Case:
    """Read the case in a folder.

    :raises BadRule: a file is missing or broken.
    """
    meta = _read_json(folder / _META, CaseMeta)
    try:
        body = (folder / _PAGE).read_bytes()
        page = build_case_page(CasePage(meta=meta, body=body))
    except OSError as error:
        raise BadRule(f"{folder / _PAGE}: {error.strerror}") from None
    except ValueError:
        raise BadRule(f"{folder / _META}: fetched_at: {meta.fetched_at!r} is not an ISO 8601 time") from None
    expected = _read_json(folder / _EXPECTED, ExpectedArticle)
    for field in _TIME_FIELDS:
        if not _is_iso_time(getattr(expected, field)):
            raise BadRule(f"{folder / _EXPECTED}: {field}: {getattr(expected, field)!r} is not an ISO 8601 time")
    return Case(folder.name, page, expected)


def build_case_page(page: CasePage) -> Page:
    """The page as a crawl gives it to the extraction.

    :raises ValueError: `fetched_at` is not ISO 8601.
    """
    return Page(
        body=page.body,
        url=page.meta.url,
        encoding=http_content_type_encoding(page.meta.content_type),
        fetched_at=datetime.fromisoformat(page.meta.fetched_at),
    )


def extract_case_article(page: Page, rules: Rules) -> Article:
    """The article of a case's page, by the same steps as in a crawl.

    :raises NotAnArticle: the page gives no article.
    :raises ExtractionFailed: the page cannot be read to its end.
    """
    from newscrawl.extraction.extractor import extract_article, finish  # loads trafilatura

    return finish(extract_article(page, rules))


def check_case(case: Case, rules: Rules) -> CaseResult:
    """Extract the page of a case, and compare the article with what is expected."""
    refused = case.expected.refused
    try:
        article = extract_case_article(case.page, rules)
    except NotAnArticle as error:
        differences = [] if error.reason == refused else [f"refused: expected {_quote(refused)}, got {error.reason!r}"]
        return CaseResult(case, None, differences)
    except ExtractionFailed as error:
        return CaseResult(case, None, [f"the page cannot be read: {error}"])
    if refused is not UNSET:
        return CaseResult(case, article, [f"refused: expected {refused!r}, got an article"])
    return CaseResult(case, article, [*_find_differences(case.expected, article)])


def write_case(folder: Path, page: CasePage, article: Article) -> None:
    """Write a case that expects what newscrawl reads from the page now.

    :raises BadArgument: the folder exists, or cannot be written.
    """
    meta = json.dumps(msgspec.to_builtins(page.meta), indent=1, ensure_ascii=False)
    expected = json.dumps(_build_expected(article), indent=1, ensure_ascii=False)
    try:
        folder.mkdir(parents=True)
        (folder / _PAGE).write_bytes(page.body)
        (folder / _META).write_text(f"{meta}\n", encoding="utf-8")
        (folder / _EXPECTED).write_text(f"{expected}\n", encoding="utf-8")
    except OSError as error:
        raise BadArgument(f"{escape_for_log(folder)}: cannot be written: {error.strerror}") from None


def propose_case_name(host: str, url: str, taken: Iterable[str]) -> str:
    """A name for a case: the host, and the last part of the URL's path.

    >>> propose_case_name("example.com", "https://example.com/a/Tide-turns.html", ["example.com-tide-turns"])
    'example.com-tide-turns-2'
    """
    last_segment = urlsplit(url).path.rstrip("/").rpartition("/")[2].rpartition(".")
    words = re.findall(r"[a-z0-9]+", strip_accents(last_segment[0] or last_segment[2]).lower())
    name = f"{host}-{'-'.join(words)[:_MAX_SLUG_CHARS].strip('-') or 'page'}"
    number = next(number for number in range(1, 10_000) if (name if number == 1 else f"{name}-{number}") not in taken)
    return name if number == 1 else f"{name}-{number}"


def _read_json(path: Path, struct_type: type[StructT]) -> StructT:
    try:
        data = json.loads(path.read_bytes())
    except OSError as error:
        raise BadRule(f"{path}: {error.strerror}") from None
    except ValueError as error:
        raise BadRule(f"{path}: not valid JSON: {error}") from None
    try:
        return msgspec.convert(data, struct_type)
    except msgspec.ValidationError as error:
        raise BadRule(f"{path}: {describe_shape_error(error, data, struct_type)}") from None


def _is_iso_time(value: str | UnsetType | None) -> bool:
    """Whether a value is an ISO 8601 time, null or left out."""
    try:
        return not isinstance(value, str) or bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def _build_expected(article: Article) -> dict[str, Any]:
    """The content of an `expected.json`. `published_source` is left out: it is not a fact of the article."""
    names = [field for field in ExpectedArticle.__struct_fields__ if field not in ("refused", "published_source")]
    return {name: _comparable_value(article, name) for name in names}


def _comparable_value(article: Article, name: str) -> Any:
    """A field of the record in the form that `expected.json` has."""
    if name == "text":
        return article.text.split("\n\n")
    if name == "images":
        return [{"caption": image.caption, "credit": image.credit} for image in article.images]
    if name == "removed":
        return [{"text": removal.text, "reason": removal.reason} for removal in article.removed]
    return [] if name == "absent" else getattr(article, name)


def _find_differences(expected: ExpectedArticle, article: Article) -> Iterator[str]:
    for field in ExpectedArticle.__struct_fields__:
        value = getattr(expected, field)
        if value is UNSET or field in ("refused", "removed", "absent"):
            continue
        wanted, found = msgspec.to_builtins(value), _comparable_value(article, field)
        if field == "text":
            yield from _compare_paragraphs(wanted, found)
        elif not (_is_same_time(wanted, found) if field in _TIME_FIELDS else wanted == found):
            yield f"{field}: expected {_quote(wanted)}, got {_quote(found)}"
    yield from _compare_removals(expected, article)


def _compare_paragraphs(wanted: list[str], found: list[str]) -> Iterator[str]:
    missing, extra = [text for text in wanted if text not in found], [text for text in found if text not in wanted]
    yield from (f"text: missing: {_quote(paragraph)}" for paragraph in missing)
    yield from (f"text: not expected: {_quote(paragraph)}" for paragraph in extra)
    if not missing and not extra and wanted != found:
        yield "text: the paragraphs are in another order, or repeated"


def _is_same_time(wanted: str | None, found: str | None) -> bool:
    """Whether two values are the same moment in the same time zone, and both have a time or neither has."""
    if wanted is None or found is None:
        return wanted == found
    times = datetime.fromisoformat(wanted), datetime.fromisoformat(found)
    return times[0] == times[1] and times[0].utcoffset() == times[1].utcoffset() and ("T" in wanted) == ("T" in found)


def _compare_removals(expected: ExpectedArticle, article: Article) -> Iterator[str]:
    for removal in expected.removed:
        reasons = {found.reason for found in article.removed if fold(removal.text) in fold(found.text)}
        if removal.reason not in reasons:
            got = f"got {', '.join(sorted(reasons))}" if reasons else "it is not removed"
            yield f"removed: {_quote(removal.text)}: expected {removal.reason}, {got}"
    paragraphs = article.text.split("\n\n")
    for line in (*(removal.text for removal in expected.removed), *expected.absent):
        if _is_in_text(line, paragraphs):
            yield f"text: must not hold {_quote(line)}"


def _is_in_text(line: str, paragraphs: list[str]) -> bool:
    """Whether a line is a paragraph or, if it is long enough not to be there by chance, part of one."""
    folded = fold(line)
    if not folded:
        return any(line in paragraph for paragraph in paragraphs)
    if len(folded) < _MIN_PART_CHARS:
        return any(folded == fold(paragraph) for paragraph in paragraphs)
    return any(folded in fold(paragraph) for paragraph in paragraphs)


def _quote(value: object) -> str:
    return "an article" if value is UNSET else json.dumps(value, ensure_ascii=False)
