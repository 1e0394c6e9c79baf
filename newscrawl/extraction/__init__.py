"""One page in, one article out: which blocks are the article, and why each other line was removed."""
