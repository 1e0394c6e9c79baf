"""What runs beside the crawl: worker processes, the run report, the log."""
