"""Bylines: from a page to the raw byline, and from that to the names of people and agencies."""
