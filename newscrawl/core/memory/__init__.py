"""What other pages of a site tell of a line."""
