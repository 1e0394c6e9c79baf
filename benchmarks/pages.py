"""The pages of fixtures/ filled up to the size of real ones: menus, teasers, scripts, styles, a footer."""

from __future__ import annotations

from pathlib import Path

FIXTURES = Path(__file__).parent.parent / "fixtures"
COPIES = 5
"""Of every page, each with other words round it."""

_LINKS = 150
_TEASERS = 24
_BYTES = 200_000
"""Real news pages measured: 280 kB and 950 elements on average, the most of them scripts and the site's frame."""


def fixture_pages() -> list[bytes]:
    """The article pages of the cases and of the site, each several times."""
    own = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(FIXTURES.rglob("*.html"))]
    articles = [page for page in own if "<article" in page]
    return [filled_up(page, number).encode() for number in range(COPIES) for page in articles]


def filled_up(page: str, number: int) -> str:
    """The page with what surrounds an article on a large site."""
    menu = "".join(f'<li class="menu__item"><a href="/s/{number}/{at}">Section {at}</a></li>' for at in range(_LINKS))
    teasers = "".join(
        f'<div class="card card--small"><a href="/t/{number}/{at}"><img src="/{at}.jpg" alt=""><h3 class="card__title">'
        f"Harbour story number {at} of the week</h3></a><time>3 May</time></div>"
        for at in range(_TEASERS)
    )
    script = "<script>" + "window.dataLayer=window.dataLayer||[];" * (_BYTES // 40) + "</script>"
    head, opened, rest = page.partition("</head>")
    body, closed, end = rest.rpartition("</body>")
    framed = body.replace("<body>", f"<body><nav class='menu'><ul>{menu}</ul></nav>", 1)
    return f"{head}{script}{opened}{framed}<aside class='more'>{teasers}</aside>{script}{closed}{end}"
