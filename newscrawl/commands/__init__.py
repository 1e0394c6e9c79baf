"""The commands of `scrapy` in this project: their options and help. `newscrawl.cli` does the work."""
