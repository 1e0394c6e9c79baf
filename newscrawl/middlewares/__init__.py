"""What stands between the spiders and the web: what may be asked for, and when."""
