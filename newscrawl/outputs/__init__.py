"""Articles as records, the files they are written to, and the views of `scrapy explain`."""
