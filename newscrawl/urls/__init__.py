"""Normal forms of URLs, dates in them, crawler traps, private hosts."""
