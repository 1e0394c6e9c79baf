"""What a link leads to: an article, a list of them, the next page of one, or neither."""
