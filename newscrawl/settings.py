"""The wiring: which part runs where, how politely, within which limits.

Every value can be overridden for one run by `-s NAME=VALUE`. Scrapy's settings are explained at
https://docs.scrapy.org/en/latest/topics/settings.html, newscrawl's own, whose names start with NEWSCRAWL_,
where they stand.
"""

from __future__ import annotations

BOT_NAME = "newscrawl"
SPIDER_MODULES = ["newscrawl.spiders"]
NEWSPIDER_MODULE = "newscrawl.spiders"
COMMANDS_MODULE = "newscrawl.commands"

# Parts, in the order in which they act. The gaps are for yours.

ADDONS = {
    "newscrawl.extensions.user_agent.UserAgent": 100,  # USER_AGENT out of NEWSCRAWL_CONTACT
}

EXTENSIONS = {
    "scrapy.extensions.feedexport.FeedExporter": None,
    "newscrawl.extensions.feed_exporter.StrictFeedExporter": 0,  # -o and -O, which end the crawl when they cannot go on
    "newscrawl.extensions.run_report.RunReport": 100,  # every address ends in one counted state
    "newscrawl.extensions.extraction_pool.ExtractionPool": 200,  # pages and feeds are parsed in worker processes
}

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newscrawl.middlewares.robots.RobotsMiddleware": 100,  # robots.txt, obeyed by the first requests, too
}

ITEM_PIPELINES = {
    "newscrawl.pipelines.required.RequiredPipeline": 100,  # without a title or a text: refused
    "newscrawl.pipelines.bylines.BylinesPipeline": 200,  # raw byline to names and agencies
    "newscrawl.pipelines.author_lines.AuthorLinesPipeline": 300,  # repeated author lines out of the text
    "newscrawl.pipelines.site_memory.SiteMemoryPipeline": 400,  # furniture and teasers known from other pages
    "newscrawl.pipelines.content_hash.ContentHashPipeline": 450,  # the digest of what is left
    "newscrawl.pipelines.duplicates.DuplicatesPipeline": 600,  # the same article a second time: refused
    "newscrawl.pipelines.write_jsonl.WriteJsonlPipeline": 900,  # one line in NEWSCRAWL_OUTPUT
}

# What newscrawl adds.

NEWSCRAWL_CONTACT = "https://github.com/newscrawl/newscrawl"
"""Whom a site can ask about this crawl: an address of yours, sent with every request."""

# NEWSCRAWL_OUTPUT = "articles.jsonl"
"""The JSON Lines file, in which `%(spider)s` is the spider's name. It is not set here, because the file is left out
where `-o` or `-O` says where articles go; set to nothing, it is left out always."""

NEWSCRAWL_STATE = ".newscrawl"
"""The folder for what one run leaves to the next; set to nothing, none is left."""

NEWSCRAWL_SITE_MEMORY_ENABLED = True
"""Whether lines are cut that other articles of the site have, too, and headlines of others."""

NEWSCRAWL_SITE_CONFIG = None
"""A folder of Full-Text RSS site-config files (`example.com.txt`), for sites that newscrawl has no rule for."""

NEWSCRAWL_WORKERS = None
"""Processes that parse; None is one a CPU, 0 parses in the crawling process, without limits."""

NEWSCRAWL_PAGE_TIMEOUT = 20
"""Seconds that a page may take to parse."""

NEWSCRAWL_WORKER_MEMORY_MB = 3072
"""Memory that a worker may have; 0 is no limit."""

NEWSCRAWL_WORKER_MAX_PAGES = 500
"""Pages after which a worker is replaced: libraries do not give back all their memory."""

NEWSCRAWL_SOURCE_MAXSIZE = 50 * 2**20
"""Bytes that a feed may have, once unpacked; DOWNLOAD_MAXSIZE is for pages."""

# Politeness: a site is asked for one thing at a time, slowly, and only what its robots.txt allows.

ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "newscrawl"
CONCURRENT_REQUESTS = 32  # over all sites
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 2.0  # seconds; never less than this between two requests to a site, but for the jitter
DOWNLOAD_DELAY_JITTER = 0.3  # the delay varies by this share of it
AUTOTHROTTLE_ENABLED = True  # a slow site is asked more slowly
AUTOTHROTTLE_START_DELAY = 2.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 0.5
COOKIES_ENABLED = False
REFERRER_POLICY = "same-origin"
DEFAULT_REQUEST_HEADERS = {  # no Accept-Language: each site answers in its own
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
}

# Limits: what one address may cost.

DOWNLOAD_MAXSIZE = 8 * 2**20
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
DNS_TIMEOUT = 10
REDIRECT_MAX_TIMES = 5
METAREFRESH_MAXDELAY = 10  # a page that reloads itself after minutes is an article that is kept fresh
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # the run report says it
DEPTH_LIMIT = 8

# Safety: certificates are checked, only the web is asked, and nobody can reach into a running crawl.

DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# Output and log.

FEED_EXPORT_ENCODING = "utf-8"
LOG_LEVEL = "INFO"
LOG_FORMATTER = "newscrawl.extensions.log_formatter.PlainLogFormatter"
