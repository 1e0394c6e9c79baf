"""Bytes to one tree, and the tree to blocks of text."""
