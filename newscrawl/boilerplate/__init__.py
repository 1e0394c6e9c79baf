"""Removal of boilerplate from the text: prompts, teasers, captions, labels. Each removal has a reason and a rule."""
