"""Pages and feeds in our own words, for the mock server."""

from __future__ import annotations

WORDS = "The harbour office said on Monday that the ferry and the tram will share one ticket from the first of May. "


def story(title: str = "Ferry and tram share a ticket", text: str = WORDS) -> str:
    """A page with an article of three paragraphs."""
    body = "".join(f"<p>{number}. {text * 2}</p>" for number in ("One", "Two", "Three"))
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{title}</title><meta charset='utf-8'></head>"
        f"<body><main><article><h1>{title}</h1>{body}</article></main></body></html>"
    )


def rss(*links: str) -> str:
    """An RSS feed of these URLs."""
    items = "".join(f"<item><link>{link}</link></item>" for link in links)
    return f'<rss version="2.0"><channel><title>Harbour News</title>{items}</channel></rss>'
