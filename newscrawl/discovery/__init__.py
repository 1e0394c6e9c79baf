"""Links to articles: in listing pages, feeds and sitemaps."""
