"""The commands that `scrapy` has here: their options; `cli` does the work."""
