"""Web archives (WARC, WACZ): written by a crawl, and read again."""
