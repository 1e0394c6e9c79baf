"""Scrapy middlewares between the spiders and the web: robots.txt, throttling, private hosts, crawler traps, WARC."""
