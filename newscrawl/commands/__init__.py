"""What `scrapy` can do here besides its own: what each command is called with; `jobs` do the work."""
