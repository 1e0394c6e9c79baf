"""What differs by language or site, as TOML, and its strict reader."""
