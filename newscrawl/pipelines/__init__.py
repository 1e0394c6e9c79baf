"""What needs only the article: one class a file."""
