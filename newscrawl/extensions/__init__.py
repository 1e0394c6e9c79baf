"""Scrapy extensions: the ledger, outcomes, counts, the report, the log; and helpers that other rooms share."""
