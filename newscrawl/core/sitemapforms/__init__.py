"""What sitemaps are made of: how one is opened and cut into pieces, its entries, and the sitemaps of an index."""
