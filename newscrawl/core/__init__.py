"""What needs the HTML, and every plain function of its input: no Scrapy, files, clock or network."""
