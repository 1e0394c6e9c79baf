"""Spiders: where links to articles are discovered. Each spider has a module of its own; `base` is what they share."""
