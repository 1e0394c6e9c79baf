"""What stands between the spiders and the web: robots.txt, throttling, private hosts, traps, archives."""
