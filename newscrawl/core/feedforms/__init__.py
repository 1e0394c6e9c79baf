"""Feeds that feedparser does not read, and where a page links its feeds."""
