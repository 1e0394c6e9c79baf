"""The ways in which a page can be built: each turns the same lines into another page.

A mark-up is a function from an article's lines to the bytes of a page, or to plain text. `MARKUPS` has them by name.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any
from zlib import crc32

SITE = "https://tidings.example"
_HEADER_KINDS = ("title", "standfirst", "author", "date", "share", "caption", "credited")
_LINKED_KINDS = ("teaser", "headline", "login", "author", "newsletter", "app", "donation", "subscribe")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that shows on the page, and what it is: `p` is a paragraph of the article."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class MatrixArticle:
    """One article with everything that stands around it on its page."""

    name: str
    language: str
    direction: str
    lines: tuple[Line, ...]

    def first(self, kind: str) -> str:
        """The text of the first line of this kind; empty if there is none."""
        return next((line.text for line in self.lines if line.kind == kind), "")

    @property
    def paragraphs(self) -> list[str]:
        """What must be left of the page."""
        return [line.text for line in self.lines if line.kind == "p"]

    @property
    def header(self) -> list[Line]:
        """The lines above the first paragraph."""
        return [*takewhile(lambda line: line.kind in _HEADER_KINDS, self.lines)]

    @property
    def body(self) -> list[Line]:
        """The lines from the first paragraph to the last one."""
        last = max(index for index, line in enumerate(self.lines) if line.kind == "p")
        return [*self.lines[len(self.header) : last + 1]]

    @property
    def tail(self) -> list[Line]:
        """The lines below the last paragraph."""
        return [*self.lines[len(self.header) + len(self.body) :]]


Markup = Callable[[MatrixArticle], bytes]
MARKUPS: dict[str, Markup] = {}
"""By name, in the order of the table."""


def _markup(build: Markup) -> Markup:
    MARKUPS[build.__name__] = build
    return build


def _page(article: MatrixArticle, body: str, *, head: str = "", declares: bool = False) -> bytes:
    """The page around a body, with a menu and a footer.

    :param declares: whether the head has the standfirst and the author, too.
    """
    title = html.escape(article.first("title"))
    metadata = ""
    if declares:
        node = {"@type": "NewsArticle", "headline": article.first("title")}
        author = {"author": {"@type": "Person", "name": article.first("author")}}
        metadata = (
            f'<meta name="description" content="{html.escape(article.first("standfirst"))}">'
            f'<script type="application/ld+json">{_json({"@context": "https://schema.org", **node, **author})}</script>'
        )
    return (
        f'<!DOCTYPE html><html lang="{article.language}" dir="{article.direction}"><head><meta charset="utf-8">'
        f'<title>{title} | Tidings</title><meta property="og:title" content="{title}">{metadata}{head}</head>'
        f'<body><nav><a href="/">Tidings</a> <a href="/world">World</a> <a href="/sport">Sport</a></nav>{body}'
        f"<footer><p>© Tidings</p></footer></body></html>"
    ).encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _text(line: Line) -> str:
    return html.escape(line.text, quote=False)


def _linked(line: Line) -> str:
    """The line, as a link if a page would link it."""
    if line.kind not in _LINKED_KINDS:
        return _text(line)
    return f'<a href="/{line.kind}/{crc32(line.text.encode())}">{_text(line)}</a>'


def _wrap(lines: Sequence[Line], template: str, *, linked: bool = False) -> str:
    """Each line in the template, where `%s` is."""
    return "\n".join(template % (_linked(line) if linked else _text(line)) for line in lines)


def _tagged(lines: Sequence[Line], templates: dict[str, str], default: str) -> str:
    """Each line in the template of its kind, headlines and the like as links."""
    return "\n".join(templates.get(line.kind, default) % _linked(line) for line in lines)


@_markup
def semantic(article: MatrixArticle) -> bytes:
    """HTML as its makers meant it."""
    header = {
        "title": "<h1>%s</h1>",
        "caption": '<figure><img src="/a.jpg"><figcaption>%s</figcaption></figure>',
        "credited": '<figure><img src="/a.jpg"><figcaption>%s</figcaption></figure>',
        "author": '<address><span rel="author">%s</span></address>',
        "share": '<button type="button">%s</button>',
        "date": "<time>%s</time>",
    }
    body = {"p": "<p>%s</p>"}
    return _page(
        article,
        f"<main><article><header>{_tagged(article.header, header, '<p>%s</p>')}</header>"
        f"{_tagged(article.body, body, '<aside><p>%s</p></aside>')}</article>"
        f"<aside>{_tagged(article.tail, {}, '<div><p>%s</p></div>')}</aside></main>",
        declares=True,
    )


@_markup
def amp(article: MatrixArticle) -> bytes:
    """AMP: an image element of its own, boxes for adverts and related links."""
    picture = '<amp-img src="/a.jpg" width="1" height="1"></amp-img>'
    header = {"title": '<h1 class="amp-title">%s</h1>', "author": '<div class="amp-byline">%s</div>'}
    caption = f'<figure>{picture}<figcaption class="amp-caption">%s</figcaption></figure>'
    header |= {"caption": caption, "credited": caption, "share": '<amp-social-share type="email">%s</amp-social-share>'}
    return _page(
        article,
        f"<article>{_tagged(article.header, header, '<div class=amp-meta>%s</div>')}<div class='article-body'>"
        f"{_tagged(article.body, {'p': '<p>%s</p>'}, '<div class=amp-related>%s</div>')}</div></article>"
        f"<amp-list class='related-stories'>{_tagged(article.tail, {}, '<div>%s</div>')}</amp-list>",
        declares=True,
    )


@_markup
def microdata(article: MatrixArticle) -> bytes:
    """The properties of schema.org on the elements."""
    header = {"title": '<h1 itemprop="headline">%s</h1>', "author": '<span itemprop="author">%s</span><br>'}
    return _page(
        article,
        f'<div itemscope itemtype="https://schema.org/NewsArticle">{_tagged(article.header, header, "<div>%s</div>")}'
        f'<div itemprop="articleBody">{_tagged(article.body, {}, "<p>%s</p>")}</div></div>'
        f"<div>{_tagged(article.tail, {}, '<div>%s</div>')}</div>",
    )


@_markup
def jsonld_body(article: MatrixArticle) -> bytes:
    """The whole text in JSON-LD; the page shows its beginning and the prompts."""
    node = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.first("title"),
        "articleBody": "\n\n".join(article.paragraphs),
    }
    return _page(
        article,
        f"<article><h1>{article.first('title')}</h1><p>{html.escape(article.paragraphs[0])}</p></article>"
        f"<section>{_tagged(article.tail, {}, '<div>%s</div>')}</section>",
        head=f'<script type="application/ld+json">{_json(node)}</script>',
    )


@_markup
def wordpress(article: MatrixArticle) -> bytes:
    """The classes of the most common theme."""
    header = {
        "title": '<h1 class="entry-title">%s</h1>',
        "author": '<span class="author vcard">%s</span>',
        "caption": '<div class="wp-caption"><img src="/a.jpg"><p class="wp-caption-text">%s</p></div>',
        "credited": '<div class="wp-caption"><img src="/a.jpg"><p class="wp-caption-text">%s</p></div>',
        "share": '<div class="sharedaddy"><a href="/mail">%s</a></div>',
    }
    return _page(
        article,
        f'<div id="content"><article class="post hentry">{_tagged(article.header, header, "<div>%s</div>")}'
        f'<div class="entry-content">{_tagged(article.body, {}, "<p>%s</p>")}</div></article>'
        f'<div id="secondary">{_tagged(article.tail, {}, "<p>%s</p>")}</div></div>',
        declares=True,
    )


@_markup
def custom_elements(article: MatrixArticle) -> bytes:
    """Elements that HTML does not know."""
    templates = {kind: f"<tide-{kind}>%s</tide-{kind}>" for kind in {line.kind for line in article.lines}}
    return _page(article, f"<tide-page><tide-story>{_tagged(article.lines, templates, '%s')}</tide-story></tide-page>")


@_markup
def div_soup(article: MatrixArticle) -> bytes:
    """One `div` a line, no class, no link."""
    return _page(article, f"<div><div>{_wrap(article.lines, '<div>%s</div>')}</div></div>")


@_markup
def div_soup_linked(article: MatrixArticle) -> bytes:
    """One `div` a line, no class; what leads elsewhere is a link."""
    return _page(article, f"<div><div>{_wrap(article.lines, '<div>%s</div>', linked=True)}</div></div>")


@_markup
def plain_paragraphs(article: MatrixArticle) -> bytes:
    """One `p` a line behind the headline, as editors paste a text."""
    headline, others = article.lines[:1], article.lines[1:]
    return _page(article, f"<div>{_wrap(headline, '<h1>%s</h1>')}{_wrap(others, '<p>%s</p>')}</div>")


@_markup
def hashed_classes(article: MatrixArticle) -> bytes:
    """Classes that a build tool made: one for each kind of line."""
    kinds = sorted({line.kind for line in article.lines})
    templates = {kind: f'<div class="css-{7919 * (index + 3):x}">%s</div>' for index, kind in enumerate(kinds)}
    return _page(
        article, f'<div class="css-1x0z"><div class="css-9kq2">{_tagged(article.lines, templates, "%s")}</div></div>'
    )


@_markup
def wrapped_sections(article: MatrixArticle) -> bytes:
    """Every line in a section of its own."""
    return _page(article, f"<main>{_wrap(article.lines, '<section><div><div>%s</div></div></section>')}</main>")


@_markup
def wrapped_paragraphs(article: MatrixArticle) -> bytes:
    """Every line is a paragraph in a wrapper of its own, among empty places for adverts."""
    template = '<div class="block"><div class="inner"><p>%s</p></div></div><div class="slot"></div>'
    return _page(
        article, f"<main><h1>{article.first('title')}</h1>{_wrap(article.lines[1:], template, linked=True)}</main>"
    )


@_markup
def table_cell(article: MatrixArticle) -> bytes:
    """One cell, and a `<br>` after each line."""
    return _page(article, f"<table><tr><td>{_wrap(article.lines, '%s<br>')}</td></tr></table>")


@_markup
def table_cell_blank_lines(article: MatrixArticle) -> bytes:
    """One cell beside a menu, and two `<br>` after each line."""
    text = _wrap(article.lines, "%s<br><br>", linked=True)
    menu = '<td><a href="/">Tidings</a><br><a href="/world">World</a><br><a href="/sport">Sport</a></td>'
    return _page(article, f'<table width="100%"><tr>{menu}<td>{text}</td></tr></table>')


@_markup
def table_rows(article: MatrixArticle) -> bytes:
    """One row a line."""
    return _page(article, f"<table>{_wrap(article.lines, '<tr><td>%s</td></tr>')}</table>")


@_markup
def div_breaks(article: MatrixArticle) -> bytes:
    """Two `<br>` after each line of one `div`."""
    return _page(article, f"<div><h1>{article.first('title')}</h1>{_wrap(article.lines[1:], '%s<br /><br />')}</div>")


@_markup
def mixed_breaks(article: MatrixArticle) -> bytes:
    """One `<br>` after the labels and two after paragraphs."""
    return _page(article, f"<div>{_tagged(article.lines, {'p': '%s<br><br>'}, '%s<br>')}</div>")


@_markup
def unclosed_p(article: MatrixArticle) -> bytes:
    """Paragraphs that nobody closes."""
    return _page(article, f"<H1>{article.first('title')}</H1>{_wrap(article.lines[1:], '<P>%s')}")


@_markup
def bare_text(article: MatrixArticle) -> bytes:
    """Text without an element of its own between rules."""
    return _page(article, f"<div>{_wrap(article.lines, '%s<hr>')}</div>")


@_markup
def font_tags(article: MatrixArticle) -> bytes:
    """The 1990s."""
    header = {
        "title": '<center><font size="5"><b>%s</b></font></center>',
        "author": "<font size=2><i>%s</i></font><br>",
    }
    lines = _tagged(article.header, header, '<font size="2">%s</font><br>')
    rest = _tagged([*article.body, *article.tail], {}, '<font face="Times" size="3">%s</font><br><br>')
    return _page(article, f"{lines}{rest}")


@_markup
def list_items(article: MatrixArticle) -> bytes:
    """One list item a line."""
    return _page(
        article, f"<div><h1>{article.first('title')}</h1><ul>{_wrap(article.lines[1:], '<li>%s</li>')}</ul></div>"
    )


@_markup
def block_spans(article: MatrixArticle) -> bytes:
    """`span` that a style makes a block."""
    template = '<span style="display: block; margin: 1em 0">%s</span>'
    return _page(article, f"<div>{_wrap(article.lines, template)}</div>")


@_markup
def styled_spans(article: MatrixArticle) -> bytes:
    """`span` with a class that the page's own style sheet makes a block."""
    style = "<style>.x{color:red}@media print{.zz{display:none}} .ln, .q > b {margin:0;display:block}</style>"
    template = '<span class="ln">%s</span>'
    return _page(article, f"<div>{_wrap(article.lines, template)}</div>", head=style)


@_markup
def pre_line(article: MatrixArticle) -> bytes:
    """Line feeds that a style makes line breaks."""
    return _page(article, f'<div style="white-space:pre-line">{_wrap(article.lines, "%s")}</div>')


@_markup
def pre_wrap_class(article: MatrixArticle) -> bytes:
    """Blank lines in an element whose class has such a style."""
    style = "<style>body{margin:0} div.story { white-space : pre-wrap; }</style>"
    text = _wrap(article.lines[1:], "%s\n")
    return _page(article, f'<h1>{article.first("title")}</h1><div class="story">{text}</div>', head=style)


@_markup
def preformatted(article: MatrixArticle) -> bytes:
    """All in `pre`, with blank lines."""
    text = _wrap(article.lines, "%s\n")
    return _page(article, f"<pre>{text}</pre>")


@_markup
def shadow_root(article: MatrixArticle) -> bytes:
    """A declarative shadow root."""
    body = _wrap(article.lines, "<p>%s</p>")
    return _page(article, f'<tide-story><template shadowrootmode="open"><div>{body}</div></template></tide-story>')


@_markup
def slots(article: MatrixArticle) -> bytes:
    """Custom elements whose shadow roots only have slots."""
    shell = '<template shadowrootmode="open"><style>p{margin:0}</style><article><slot></slot></article></template>'
    body = _wrap(article.lines, '<tide-text slot="text"><span>%s</span></tide-text>')
    return _page(article, f"<tide-shell>{shell}{body}</tide-shell>")


def _other_stories(article: MatrixArticle) -> list[dict[str, Any]]:
    """The related items of a state, each with paragraphs of its own, which are no part of the article."""
    paragraph = article.paragraphs[0]
    return [
        {"headline": line.text, "url": f"/s/{index}", "paragraphs": [f"{line.text}. {paragraph}", line.text]}
        for index, line in enumerate(line for line in article.lines if line.kind == "headline")
    ]


def _state_page(article: MatrixArticle, script: str) -> bytes:
    return _page(article, f'<div id="app"></div>{script}')


@_markup
def next_data(article: MatrixArticle) -> bytes:
    """Next.js: a list of paragraphs beside related items, and nothing on the page."""
    story = {
        "headline": article.first("title"),
        "standfirst": article.first("standfirst"),
        "body": [{"type": "paragraph", "text": line.text} for line in article.body],
    }
    state = {"props": {"pageProps": {"related": _other_stories(article), "story": story}}, "page": "/story/[id]"}
    return _state_page(article, f'<script id="__NEXT_DATA__" type="application/json">{_json(state)}</script>')


@_markup
def next_data_html(article: MatrixArticle) -> bytes:
    """Next.js: the text is HTML in a string; the page has the headline and the first paragraph."""
    story = {"title": article.first("title"), "content": _wrap(article.body, "<p>%s</p>"), "id": 7}
    state = {"props": {"pageProps": {"data": {"article": story, "mostRead": _other_stories(article)}}}}
    first = f"<h1>{article.first('title')}</h1><p>{html.escape(article.paragraphs[0])}</p>"
    return _page(
        article,
        f'<div id="__next">{first}</div><script id="__NEXT_DATA__" type="application/json">{_json(state)}</script>',
    )


@_markup
def initial_state(article: MatrixArticle) -> bytes:
    """A state that a script assigns, with the prompts and other stories in it."""
    story = {"title": article.first("title"), "blocks": [{"data": {"text": line.text}} for line in article.body]}
    prompts = [line.text for line in article.tail if line.kind != "headline"]
    state = {"ui": {"prompts": prompts}, "stories": {"more": _other_stories(article), "current": story}}
    return _state_page(article, f"<script>window.__INITIAL_STATE__ = {_json(state)};</script>")


@_markup
def parsed_state(article: MatrixArticle) -> bytes:
    """A state in a string that a script parses."""
    story = {"headline": {"basic": article.first("title")}, "text": "\n\n".join(line.text for line in article.body)}
    state = _json({"feed": _other_stories(article), "post": story})
    return _state_page(article, f"<script>window.__PRELOADED_STATE__=JSON.parse({json.dumps(state)})</script>")


@_markup
def apollo_state(article: MatrixArticle) -> bytes:
    """Apollo: a flat store whose objects refer to each other."""
    store: dict[str, Any] = {"ROOT_QUERY": {"story": {"__ref": "Story:1"}}}
    for index, line in enumerate(article.body):
        store[f"Text:{index}"] = {"__typename": "Text", "value": line.text}
    refs = [{"__ref": f"Text:{index}"} for index in range(len(article.body))]
    store["Story:1"] = {"__typename": "Story", "headline": article.first("title"), "body": refs}
    for index, other in enumerate(_other_stories(article), 2):
        store[f"Story:{index}"] = {"__typename": "Story", **other}
    return _state_page(article, f"<script>window.__APOLLO_STATE__={_json(store)};</script>")


@_markup
def fusion_content(article: MatrixArticle) -> bytes:
    """Arc Fusion: content elements in a script that assigns several values."""
    story = {
        "headlines": {"basic": article.first("title")},
        "content_elements": [
            {"type": "text", "content": line.text, "_id": str(n)} for n, line in enumerate(article.body)
        ],
        "related_content": {"basic": _other_stories(article)},
    }
    before, after = 'window.Fusion=window.Fusion||{};Fusion.arcSite="tidings";', "Fusion.spa=false;"
    return _state_page(article, f"<script>{before}Fusion.globalContent={_json(story)};{after}</script>")


@_markup
def nuxt_data(article: MatrixArticle) -> bytes:
    """Nuxt 3: one list, in which every value is the index of another entry."""
    entries: list[Any] = []

    def add(value: Any) -> int:
        index = len(entries)
        entries.append(None)
        if isinstance(value, dict):
            entries[index] = {key: add(item) for key, item in value.items()}
        elif isinstance(value, list):
            entries[index] = [add(item) for item in value]
        else:
            entries[index] = value
        return index

    story = {"title": article.first("title"), "paragraphs": [line.text for line in article.body]}
    add({"data": {"story": story, "others": _other_stories(article)}})
    return _state_page(article, f'<script type="application/json" id="__NUXT_DATA__">{_json(entries)}</script>')


@_markup
def plain_text(article: MatrixArticle) -> bytes:
    """No mark-up: one line after the other, as another scraper took them."""
    return "\n".join(line.text for line in article.lines).encode()


@_markup
def plain_text_blank_lines(article: MatrixArticle) -> bytes:
    """No mark-up: a blank line between paragraphs, none between labels."""
    return "\n".join(f"\n{line.text}\n" if line.kind == "p" else line.text for line in article.lines).encode()
