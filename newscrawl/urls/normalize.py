"""URLs: the normalized form that identifies an article, the site that a URL belongs to, and absolute links.

AMP, mobile and print variants of an article have the same normalized URL as the article: `/2026/ferry-is-late` and
`/2026/ferry-is-late/amp`. A part that may be a name, as in `/topics/amp`, stays.

courlan's `clean_url` is not used on purpose: its pattern for trackers has no boundary on the right, so that
`?gallery=3`, `?cid=1` and `?source_id=9` are removed and different articles become one.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url, safe_url_string

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from tldextract import TLDExtract

_VARIANT_HOST_LABELS = ("amp", "m", "mobile")
_VARIANT_SEGMENTS = ("amp", "print")
_ARTICLE_SEGMENT = re.compile(r"\d{4}|[^/-]+-[^/-]+-[^/-]+|\.\w{3,5}$")
"""A segment beside a variant segment must look like this: a number of four digits, a slug of three words, or a file."""
_AMP_SUFFIX = re.compile(r"\.amp(?=\.html?$|$)")
_TRUE_VALUES = ("", "1", "true", "yes", "on")
_VARIANT_PARAMS = frozenset(
    {*((name, value) for name in ("amp", "print", "printable", "printversion") for value in _TRUE_VALUES)}
    | {("outputtype", "amp"), ("view", "print"), ("view", "amp"), ("mode", "print"), ("layout", "print")}
    | {("format", "amp"), ("format", "print"), ("output", "amp"), ("output", "print")}
)
"""Parameters that request another variant of the same page. `?print=2` and `?view=list` do not."""

_TRACKING_PREFIXES = (
    "utm_",  # Google Analytics, and many others
    "mtm_",  # Matomo
    "matomo_",
    "pk_",  # Matomo, when it was Piwik
    "piwik_",
    "itm_",  # links between pages of one site
    "at_",  # Piano Analytics
    "guce_",  # Yahoo's consent page
    "__hs",  # HubSpot
    "_hs",
    "vero_",
    "oly_",  # Omeda
    "wt_",  # Webtrekk
    "ns_",  # comScore
)
"""The first characters of parameters that only say how a reader came to the page."""

_TRACKING_PARAMS = """
    __twitter_impression _ga _gl cmp cmpid dclid dicbo ef_id epik fb_action_ids fb_action_types fb_source fbclid
    gbraid gclid gclsrc guccounter hsctatracking icid igsh igshid li_fat_id mc_cid mc_eid mkt_tok ml_subscriber
    ml_subscriber_hash msclkid ncid ocid rb_clickid s_cid smid spm srsltid tblci tduid trk ttclid twclid
    wbraid wickedid xtor yclid ysclid
"""
_TRACKING_NAMES = frozenset(_TRACKING_PARAMS.split())
"""Parameters that only say how a reader came to the page. `ref`, `source` and `cid` are not among them: some sites
identify articles by them."""

_SESSION_PARAMS = frozenset("phpsessid jsessionid cfid cftoken sessionid session_id sess_id".split())
_SESSION_PREFIXES = ("aspsessionid",)
"""Parameters that name the visit of one reader."""
_SHORT_SESSION_PARAMS = frozenset({"sid", "s", "session", "sess", "oscsid", "zenid"})
_SESSION_VALUE = re.compile(r"(?=[a-z0-9,-]*\d)(?=[a-z0-9,-]*[a-z])[a-z0-9,-]{20,}")
"""The value of a session: random letters and digits. `?sid=4711` and `?s=harbour` name an article or a search."""
_SESSION_IN_PATH = re.compile(
    r";(?:jsessionid|phpsessid|sid)=[^/?#;]*|/\([A-Z]\([A-Za-z0-9]{16,}\)(?:[A-Z]\([A-Za-z0-9-]*\))*\)(?=/)",
    re.IGNORECASE,
)
"""Sessions of Java servlets (`;jsessionid=…`) and of ASP.NET (`/(S(…))/`)."""

_SCHEMES = ("http", "https")
_DEFAULT_PORTS = (None, 80, 443)
_STRIPPED_CHARS = "".join(map(chr, range(0x21))) + "\x7f\u00a0\ufeff\u200b\u200c\u200d\u200e\u200f\u2060"
"""Removed from both ends of a URL, as copied text has them: white space, control characters, a byte order mark, and
characters without width."""
_VALID_HOST = re.compile(r"(?:[^\s.%<>\"'`{}|\\^]+\.)*[^\s.%<>\"'`{}|\\^]+\.?")
"""A host name without an empty label, or an IPv6 address. Which labels exist is left to DNS."""
_MAX_URL_CHARS = 8_000
"""Apache accepts 8,190 and nginx 8,192 characters of a whole request line. Functions that parse URLs cache some hundred
of them, and a URL of a hostile page can have megabytes."""
_SIMPLE_ORIGIN = r"https?://(?:[a-z0-9]+[.-])+[a-z]{2,63}"
_SAFE_URL = re.compile(
    rf"{_SIMPLE_ORIGIN}/[\w/.~=&,:@!+-]*(?:%[0-9A-Fa-f]{{2}}[\w/.~=&,:@!+-]*)*(?:\?[\w/.~=&,:@!+-]+)?", re.ASCII
)
"""URLs that `resolve_url` would not change: most links of most pages. This test takes a thirtieth of the time."""
_CANONICAL_URL = re.compile(rf"{_SIMPLE_ORIGIN}(?:/[\w~-][\w.~-]*)*/?", re.ASCII)
"""URLs that `canonicalize_url` would not change: in ASCII and without a query, as those of most articles are."""


def normalize_url(url: str) -> str:
    """The URL in a form that is equal for all URLs which surely lead to the same article.

    It is for comparison, not for requests. These make no difference: scheme, `www.`, trailing slash, default port,
    fragment, user and password, tracking parameters, sessions, the order of parameters, and the marks of AMP, mobile
    and print variants. Every other parameter does.

    A text that is not a URL is returned without the white space around it. No text raises an error.

    >>> normalize_url("http://www.Example.com:80/News/a/?utm_source=x&id=7#top")
    'https://example.com/News/a?id=7'
    >>> normalize_url("https://example.com/?id=1") == normalize_url("https://example.com/?id=2")
    False
    """
    stripped = url.strip(_STRIPPED_CHARS)
    if len(stripped) > _MAX_URL_CHARS:
        return stripped
    try:
        parts = urlsplit(stripped if _CANONICAL_URL.fullmatch(stripped) else canonicalize_url(stripped))
        host = _get_canonical_host(parts.hostname or "", stripped)
        if parts.scheme not in _SCHEMES or not host:
            return stripped
        port = "" if parts.port in _DEFAULT_PORTS else f":{parts.port}"
    except ValueError:  # UnicodeError is one too
        return stripped
    path = parts.path if ";" not in parts.path and "(" not in parts.path else _SESSION_IN_PATH.sub("", parts.path)
    path = _strip_variant_segments(path.rstrip("/")).rstrip("/")
    return urlunsplit(("https", host + port, path, _strip_ignored_params(parts.query), ""))


def clean_url(url: str) -> str:
    r"""The URL without characters that no URL can have: control characters, line breaks, lone surrogates.

    >>> clean_url(" https://example.com/\0a\u2028 ")
    'https://example.com/a'
    """
    stripped = url.strip(_STRIPPED_CHARS)
    return stripped if stripped.isprintable() else "".join(filter(str.isprintable, stripped))


def article_id(url: str) -> str:
    """The stable id of the article at this URL: 32 hexadecimal digits, equal for all its variants."""
    return build_url_key(url).hex()


def build_url_key(url: str) -> bytes:
    """The 16 bytes of `article_id`: the key of a URL in databases and indexes, equal for all its variants."""
    return blake2b(normalize_url(url).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def registrable_domain(url: str) -> str | None:
    """The registrable domain of the URL, which is what "a site" means in newscrawl; None without a host.

    Private suffixes such as `blogspot.com` count as suffixes: `news.blogspot.com` is a site of its own. A host that
    nobody can register (`localhost`, `127.0.0.1`) is its own site.

    >>> registrable_domain("https://edition.news.co.uk/a")
    'news.co.uk'
    """
    try:
        host = _to_idna(urlsplit(url.strip(_STRIPPED_CHARS)).hostname or "").rstrip(".")
    except ValueError:
        return None
    return _get_registrable_domain(host)


def resolve_url(base_url: str | None, href: str | None) -> str | None:
    """The absolute URL of a link, with unsafe characters escaped.

    None if it is not an http or https URL with a valid host, or if it is longer than servers accept.

    :param base_url: the URL of the page, or of its `<base>` element.

    >>> resolve_url("https://example.com/a/b", "../c d")
    'https://example.com/c%20d'
    >>> resolve_url("https://example.com/", "mailto:desk@example.com") is None
    True
    """
    href = href.strip(_STRIPPED_CHARS) if href else ""
    if not href or len(href) > _MAX_URL_CHARS:
        return None
    if _SAFE_URL.fullmatch(href):
        return href
    try:
        joined = safe_url_string(urljoin(base_url or "https:", href))
        parts = urlsplit(joined)
        is_usable = parts.scheme in _SCHEMES and bool(_VALID_HOST.fullmatch(parts.hostname or "")) and parts.port != 0
    except ValueError:
        return None
    return joined if is_usable else None


def get_base_url(root: HtmlElement, url: str) -> str:
    """The URL that relative links of the page at `url` start from: its first `<base href>`, or the page's own URL."""
    href = next((href for base in root.iter("base") if (href := base.get("href")) is not None), None)
    return resolve_url(url, href) or url


@lru_cache(maxsize=1024)  # a crawl looks up the few hosts of its sites again and again
def _get_registrable_domain(host: str) -> str | None:
    if not _VALID_HOST.fullmatch(host):
        return None
    extracted = _get_suffix_list()(host)
    if extracted.top_domain_under_public_suffix:
        return extracted.top_domain_under_public_suffix
    # An unknown suffix is one label long, by the algorithm of the public suffix list.
    is_known = bool(extracted.suffix) or not extracted.subdomain or extracted.ipv4 or extracted.ipv6
    return host if is_known else ".".join(host.split(".")[-2:])


@cache
def _get_suffix_list() -> TLDExtract:
    """The public suffix list that is part of tldextract: no request is sent, and no cache is written."""
    import tldextract  # it imports an HTTP client, which takes longer than the extraction of a page

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def _to_idna(host: str) -> str:
    return host if host.isascii() else host.encode("idna").decode()


def _get_canonical_host(host: str, url: str) -> str:
    host = host.rstrip(".")
    without_www = host.removeprefix("www.")
    host = without_www if "." in without_www else host
    if host.startswith(("amp.", "m.", "mobile.")):
        host = _strip_variant_labels(host, registrable_domain(url))
    return f"[{host}]" if ":" in host else host


def _strip_ignored_params(query: str) -> str:
    return "&".join(pair for pair in query.split("&") if not _is_ignored_param(pair.lower()))


def _is_ignored_param(pair: str) -> bool:
    name, _, value = pair.partition("=")
    if name in _TRACKING_NAMES or name.startswith(_TRACKING_PREFIXES) or _is_variant_param(name, value):
        return True
    if name in _SESSION_PARAMS or name.startswith(_SESSION_PREFIXES):
        return True
    return name in _SHORT_SESSION_PARAMS and bool(_SESSION_VALUE.fullmatch(value))


def _strip_variant_labels(host: str, site: str | None) -> str:
    """The host without first labels such as `m` and `amp`, which name a variant of the site.

    :param site: the registrable domain. It stays whole: the name of `m.example` is one letter.

    >>> _strip_variant_labels("m.example.com", "example.com"), _strip_variant_labels("m.example", "m.example")
    ('example.com', 'm.example')
    """
    label, _, rest = host.partition(".")
    while site and host != site and label in _VARIANT_HOST_LABELS:
        host = rest
        label, _, rest = host.partition(".")
    return host


def _strip_variant_segments(path: str) -> str:
    """The path without segments and suffixes such as `amp` and `print`, which name a variant of the article.

    >>> (_strip_variant_segments("/2026/11/ferry-is-late/amp"), _strip_variant_segments("/topics/amp"),
    ...  _strip_variant_segments("/amp/ferry-is-late.html"))
    ('/2026/11/ferry-is-late', '/topics/amp', '/ferry-is-late.html')
    """
    while True:
        stripped = _AMP_SUFFIX.sub("", path)
        segments = stripped.split("/")
        if len(segments) > 2 and segments[-1].lower() in _VARIANT_SEGMENTS and _ARTICLE_SEGMENT.search(segments[-2]):
            segments.pop()
        elif len(segments) > 2 and segments[1].lower() in _VARIANT_SEGMENTS and _ARTICLE_SEGMENT.search(segments[-1]):
            del segments[1]
        stripped = "/".join(segments)
        if stripped == path:
            return path
        path = stripped


def _is_variant_param(name: str, value: str) -> bool:
    """Whether a parameter only requests another variant of the page; name and value are in lower case.

    >>> _is_variant_param("amp", "1"), _is_variant_param("print", "2")
    (True, False)
    """
    return (name, value) in _VARIANT_PARAMS
