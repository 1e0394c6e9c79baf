"""URLs: normalized forms, dates in them, crawler traps, private hosts."""
