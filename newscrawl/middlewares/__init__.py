"""What stands between the spiders and the web: robots.txt, obeyed by the first requests too."""
