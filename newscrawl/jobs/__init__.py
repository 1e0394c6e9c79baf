"""What the commands do. Scrapy loads all of `commands` whichever is called, and these only for the one that is."""
