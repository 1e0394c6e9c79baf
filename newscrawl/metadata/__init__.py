"""The metadata of a page: title, dates, language, images, rights and access."""
