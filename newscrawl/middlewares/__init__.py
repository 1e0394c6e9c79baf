"""What stands between the spiders and the web: politeness and limits."""
