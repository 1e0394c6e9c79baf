"""Worker processes that parse pages, with limits of time and memory."""
