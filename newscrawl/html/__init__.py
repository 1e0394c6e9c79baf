"""From bytes to a tree, and from a tree to blocks of text."""
