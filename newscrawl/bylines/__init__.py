"""From the bylines of a page to the names of people and agencies."""
