"""The article as a record, and the files it is written to."""
