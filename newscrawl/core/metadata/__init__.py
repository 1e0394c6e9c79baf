"""What a page states of its article outside the text."""
