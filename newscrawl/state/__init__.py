"""What newscrawl keeps from one run to the next, in one SQLite database."""
