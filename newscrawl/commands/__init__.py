"""What `scrapy` can do here besides its own."""
