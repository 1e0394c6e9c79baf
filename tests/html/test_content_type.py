"""Which responses are HTML pages."""

from __future__ import annotations

import pytest

from newscrawl.html.content_type import is_html


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/html", b""),
        ("TEXT/HTML; charset=utf-8", b"{}"),
        ("application/xhtml+xml", b""),
        ("application/xml", b'<?xml version="1.0"?>\n<!-- a --><!DOCTYPE html>'),
        ("text/plain", b"\xef\xbb\xbf<html>"),
        ("application/json", b"<!doctype HTML>"),
        (None, b"<p>Ferry"),
        ("application/octet-stream", b"  <body>Ferry"),
    ],
)
def test_a_page_is_recognised_by_its_type_or_its_beginning(content_type: str | None, body: bytes) -> None:
    assert is_html(content_type, body)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/rss+xml", b"<rss><channel>"),
        ("text/plain", b"The <html> tag"),
        ("application/json", b'{"html": "<html>"}'),
        ("image/svg+xml", b"<svg><title>Ferry</title></svg>"),
        (None, b"%PDF-1.7"),
        (None, b""),
        ("application/xml", b"<htmlish>"),
    ],
)
def test_other_documents_are_not_pages(content_type: str | None, body: bytes) -> None:
    assert not is_html(content_type, body)
