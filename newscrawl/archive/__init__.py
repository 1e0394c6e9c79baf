"""Web archives (WARC, WACZ): what a crawl fetched, kept and read again."""
