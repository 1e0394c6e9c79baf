"""What differs by language or site, as data, and its one strict reader."""
