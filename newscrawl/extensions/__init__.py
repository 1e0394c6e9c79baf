"""What runs beside the crawl: the ledger, outcomes, statistics, reports, logging."""
