"""Addresses: the one key of an article, the site it belongs to, and links made absolute.

courlan's `clean_url` is not used here on purpose: its tracker pattern has no right-hand boundary, so that
`?gallery=3`, `?cid=1` and `?source_id=9` vanish and different articles become one.

Second addresses of one article: its AMP, mobile and print forms, told by the address alone.

Two addresses are joined by this only where both exist, and differ in nothing but such a mark: `/2026/ferry-is-late`
and `/2026/ferry-is-late/amp`. What could be a name stays where nothing beside it looks like an article.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url, safe_url_string

if TYPE_CHECKING:
    from tldextract import TLDExtract

_VARIANT_HOST_LABELS = ("amp", "m", "mobile")
_VARIANT_SEGMENTS = ("amp", "print")
_ARTICLE_SEGMENT = re.compile(r"\d{4}|[^/-]+-[^/-]+-[^/-]+|\.\w{3,5}$")
"""What the part beside it must have: a number as of a year or an article, a slug of three words, a file's suffix."""
_AMP_SUFFIX = re.compile(r"\.amp(?=\.html?$|$)")
_TRUE_VALUES = ("", "1", "true", "yes", "on")
_VARIANT_PARAMS = frozenset(
    {*((name, value) for name in ("amp", "print", "printable", "printversion") for value in _TRUE_VALUES)}
    | {("outputtype", "amp"), ("view", "print"), ("view", "amp"), ("mode", "print"), ("layout", "print")}
    | {("format", "amp"), ("format", "print"), ("output", "amp"), ("output", "print")}
)
"""Parameters that ask for another form of the same page. `?print=2` or `?view=list` do not."""


def _strip_variant_labels(host: str, site: str | None) -> str:
    """The host without a first label that stands for another form of the site.

    :param site: the registrable domain: that itself stays, as in `m.example`, whose name is one letter.

    >>> _strip_variant_labels("m.example.com", "example.com"), _strip_variant_labels("m.example", "m.example")
    ('example.com', 'm.example')
    """
    label, _, rest = host.partition(".")
    while site and host != site and label in _VARIANT_HOST_LABELS:
        host = rest
        label, _, rest = host.partition(".")
    return host


def _strip_variant_segments(path: str) -> str:
    """The path without a segment or a suffix that stands for another form of the article.

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
    """Whether a parameter only asks for another form of the page; both in lower case.

    >>> _is_variant_param("amp", "1"), _is_variant_param("print", "2")
    (True, False)
    """
    return (name, value) in _VARIANT_PARAMS


_TRACKING_PREFIXES = (
    "utm_",  # Google Analytics, and everybody since
    "mtm_",  # Matomo
    "matomo_",
    "pk_",  # Matomo, when it was Piwik
    "piwik_",
    "itm_",  # links between pages of one site
    "at_",  # Piano Analytics
    "guce_",  # Yahoo's consent detour
    "__hs",  # HubSpot
    "_hs",
    "vero_",
    "oly_",  # Omeda
    "wt_",  # Webtrekk
    "ns_",  # comScore
)
"""How parameters begin that only say how a reader got here."""

_TRACKING_PARAMS = """
    __twitter_impression _ga _gl cmp cmpid dclid dicbo ef_id epik fb_action_ids fb_action_types fb_source fbclid
    gbraid gclid gclsrc guccounter hsctatracking icid igsh igshid li_fat_id mc_cid mc_eid mkt_tok ml_subscriber
    ml_subscriber_hash msclkid ncid ocid rb_clickid s_cid smid spm srsltid tblci tduid trk ttclid twclid
    wbraid wickedid xtor yclid ysclid
"""
_TRACKING_NAMES = frozenset(_TRACKING_PARAMS.split())
"""Parameters that only say how a reader got here. Not among them: `ref`, `source`, `cid`; some sites number by them."""

_SCHEMES = ("http", "https")
_DEFAULT_PORTS = (None, 80, 443)
_STRIPPED_CHARS = "".join(map(chr, range(0x21))) + "\x7f\u00a0\ufeff"
"""What stands around an address that was copied from somewhere: white space, control characters, a byte order mark."""
_VALID_HOST = re.compile(r"(?:[^\s.%<>\"'`{}|\\^]+\.)*[^\s.%<>\"'`{}|\\^]+\.?")
"""A host name without an empty label, or an IPv6 address; DNS has the last word on what is in a label."""
_MAX_URL_CHARS = 8_000
"""Characters of an address: Apache takes 8,190 and nginx 8,192 of a whole request line. What reads addresses remembers
some hundred of them, and a hostile page has megabytes in one."""
_SIMPLE_ORIGIN = r"https?://(?:[a-z0-9]+[.-])+[a-z]{2,63}"
_SAFE_URL = re.compile(
    rf"{_SIMPLE_ORIGIN}/[\w/.~=&,:@!+-]*(?:%[0-9A-Fa-f]{{2}}[\w/.~=&,:@!+-]*)*(?:\?[\w/.~=&,:@!+-]+)?", re.ASCII
)
"""What `resolve_url` would leave as it is, at thirty times the cost: most links of most pages."""
_CANONICAL_URL = re.compile(rf"{_SIMPLE_ORIGIN}(?:/[\w~-][\w.~-]*)*/?", re.ASCII)
"""What `canonicalize_url` would leave as it is: an address in plain letters without a query, as most articles have."""


def normalize_url(url: str) -> str:
    """The key under which an article is known: equal for all the addresses that are sure to be one.

    It is for comparing, not for fetching: scheme, `www.`, trailing slash, default port, fragment, user and
    password, tracking parameters, marks of AMP, mobile and print forms (`newscrawl.urls.normalize`) and the order of
    parameters make no difference. Every other parameter does.
    What is no address comes back without the white space around it; nothing raises.

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
    path = _strip_variant_segments(parts.path.rstrip("/")).rstrip("/")
    return urlunsplit(("https", host + port, path, _strip_ignored_params(parts.query), ""))


def clean_url(url: str) -> str:
    r"""The address as somebody gave it, without what no address holds: control characters, line ends, lone surrogates.

    >>> clean_url(" https://example.com/\0a\u2028 ")
    'https://example.com/a'
    """
    stripped = url.strip(_STRIPPED_CHARS)
    return stripped if stripped.isprintable() else "".join(filter(str.isprintable, stripped))


def article_id(url: str) -> str:
    """The stable id of the article at this address: 32 hexadecimal digits."""
    return build_url_key(url).hex()


def build_url_key(url: str) -> bytes:
    """The 16 bytes of `article_id`, the same for all spellings of a URL: the key of a URL in databases and indexes."""
    return blake2b(normalize_url(url).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def registrable_domain(url: str) -> str | None:
    """The domain that somebody registered, which is what "a site" means here.

    A public suffix that lets people register below it counts (`news.blogspot.com` is its own site), and an
    address or name that nobody can register (`localhost`, `127.0.0.1`) stands for itself. None without a host.

    >>> registrable_domain("https://edition.news.co.uk/a")
    'news.co.uk'
    """
    try:
        host = _to_idna(urlsplit(url.strip(_STRIPPED_CHARS)).hostname or "").rstrip(".")
    except ValueError:
        return None
    return _get_registrable_domain(host)


@lru_cache(maxsize=1024)  # a crawl asks for the few hosts of its sites again and again
def _get_registrable_domain(host: str) -> str | None:
    if not _VALID_HOST.fullmatch(host):
        return None
    extracted = _get_suffix_list()(host)
    if extracted.top_domain_under_public_suffix:
        return extracted.top_domain_under_public_suffix
    # A suffix that the list does not know is one label long, as the list's own algorithm says.
    is_known = bool(extracted.suffix) or not extracted.subdomain or extracted.ipv4 or extracted.ipv6
    return host if is_known else ".".join(host.split(".")[-2:])


def resolve_url(base_url: str | None, href: str | None) -> str | None:
    """The address that `href` means on the page at `base_url`, safe to send; None unless it is http or https.

    None as well where it is longer than servers take.

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


@cache
def _get_suffix_list() -> TLDExtract:
    """The public suffix list that tldextract carries: it asks no server and writes no cache."""
    import tldextract  # brings an HTTP client, which takes longer to load than a page to read

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
    return name in _TRACKING_NAMES or name.startswith(_TRACKING_PREFIXES) or _is_variant_param(name, value)
