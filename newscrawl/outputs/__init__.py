"""The article as a record, and the file it goes to."""
