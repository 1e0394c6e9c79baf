"""Web archives (WARC, WACZ): the crawl writes them, and their pages can be read again."""
