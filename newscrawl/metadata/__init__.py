"""Title, dates, language, pictures, rights and access of a page."""
