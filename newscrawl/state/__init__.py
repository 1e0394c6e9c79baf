"""What newscrawl knows from one run to the next, in one SQLite file."""
