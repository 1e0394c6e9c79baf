"""Where articles are found: one file a way of finding them."""
