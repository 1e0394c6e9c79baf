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
    "newscrawl.extensions.user_agent.UserAgentAddon": 100,  # USER_AGENT out of NEWSCRAWL_CONTACT
}

EXTENSIONS = {
    "newscrawl.extensions.log_output.LogSanitizer": -100,  # no page writes into the log
    "scrapy.extensions.feedexport.FeedExporter": None,
    "newscrawl.extensions.feed_exporter.StrictFeedExporter": 0,  # -o and -O, which end the crawl when they cannot go on
    "newscrawl.extensions.ledger.LedgerExtension": 50,  # what is found, what is asked next, what is done
    "newscrawl.extensions.outcomes.OutcomeRecorder": 80,  # every address comes to one end
    "newscrawl.extensions.crawl_stats.CrawlStatsExtension": 100,  # every end is counted
    "newscrawl.extensions.crawl_report.SiteStats": 150,  # what each site was asked, and how fast
    "newscrawl.extensions.crawl_report.ReportWriter": 160,  # the counts in the log, the report as JSON
    "newscrawl.extensions.progress.Progress": 170,  # a line on a terminal
    "newscrawl.workers.pool.ExtractionPool": 200,  # pages and feeds are parsed in worker processes
    "newscrawl.extensions.garbage_collection.FreezeGarbageCollector": 300,  # no long garbage collections
}

DOWNLOADER_MIDDLEWARES = {
    "newscrawl.middlewares.warc.WarcReaderMiddleware": 5,  # pages of an archive come from there
    "newscrawl.middlewares.ssrf.SsrfMiddleware": 10,  # nothing leads into the network of the crawler
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newscrawl.middlewares.site_settings.SiteSettingsMiddleware": 50,  # how slowly a known site is asked, and for what
    "newscrawl.middlewares.robots.RobotsMiddleware": 100,  # robots.txt, as RFC 9309 says
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "newscrawl.middlewares.meta_refresh.MetaRefreshMiddleware": 580,  # <meta http-equiv="refresh">
    "newscrawl.middlewares.retry_after.RetryAfterMiddleware": 610,  # a site that says 429 or 503 is left in peace
    "newscrawl.middlewares.warc.WarcWriterMiddleware": 950,  # answers as they came, for NEWSCRAWL_ARCHIVE
}

SPIDER_MIDDLEWARES = {
    "newscrawl.middlewares.crawler_traps.CrawlerTrapMiddleware": 950,  # calendars and session ids without end
}

ITEM_PIPELINES = {
    "newscrawl.pipelines.required.RequiredPipeline": 100,  # without a title or a text: refused
    "newscrawl.pipelines.rights.RightsPipeline": 150,  # what the site says may be done with it
    "newscrawl.pipelines.languages.LanguagesPipeline": 170,  # only the languages that are wanted
    "newscrawl.pipelines.bylines.BylinesPipeline": 200,  # raw byline to names and agencies
    "newscrawl.pipelines.author_lines.AuthorLinesPipeline": 300,  # repeated author lines out of the text
    "newscrawl.pipelines.cross_page.CrossPagePipeline": 400,  # furniture and teasers known from other pages
    "newscrawl.pipelines.content_hash.ContentHashPipeline": 450,  # the digest of what is left
    "newscrawl.pipelines.revisions.RevisionsPipeline": 500,  # an article that says what it said: unchanged
    "newscrawl.pipelines.duplicates.DuplicatesPipeline": 600,  # the same article from another address: refused
    "newscrawl.pipelines.write_jsonl.WriteJsonlPipeline": 900,  # one line in NEWSCRAWL_OUTPUT
}

# What newscrawl adds.

NEWSCRAWL_CONTACT = "https://github.com/newscrawl/newscrawl"
"""Whom a site can ask about this crawl: an address of yours, sent with every request."""

# NEWSCRAWL_OUTPUT = "articles.jsonl"
"""The JSON Lines file, in which `%(spider)s` is the spider's name, `%(site)s` the article's site and `%(date)s` the day
(UTC); packed where it ends in `.gz` or `.zst`. It is not set here, because the file is left out where `-o` or `-O` says
where articles go; set to nothing, it is left out always."""

NEWSCRAWL_OUTPUT_MAX_MB = 0
"""Megabytes at which a file of the output is full, and the next begun: `articles-00001.jsonl` and so on; 0 is one
file."""

NEWSCRAWL_LANGUAGES: list[str] = []
"""The languages of the articles that are wanted (`de,fr,zh-Hant`); all where none is named."""

NEWSCRAWL_ARCHIVE = None
"""A folder that keeps what is fetched as WARC files, which `scrapy crawl warc` and `scrapy reclean` read again."""

NEWSCRAWL_STATE = ".newscrawl"
"""The folder for what one run leaves to the next: the ledger of all addresses, and what is known of sites; set to
nothing, none is left."""

NEWSCRAWL_REVISIT = [3600, 21_600, 86_400, 259_200]
"""The ages in seconds at which an article is looked at again, if the same crawl is run then; after the last, never."""

NEWSCRAWL_RETRY_PAUSES = [900, 3600, 21_600, 86_400]
"""Seconds for which an address is left alone after its first failure, its second, and so on; one more is its last."""

NEWSCRAWL_COMMIT_PAGES = 10
"""Pages whose ends, and lines, are brought to the disk together."""

NEWSCRAWL_COMMIT_SECONDS = 1
"""Seconds after which they are, however few there are."""

NEWSCRAWL_REPORT = None
"""The JSON file that says what the run came to, in which `%(spider)s` is the spider's name; None is
`report-%(spider)s.json` in the folder NEWSCRAWL_STATE, if there is one; set to nothing, there is no report."""

NEWSCRAWL_SITE_MEMORY_ENABLED = True
"""Whether lines are cut that other articles of the site have, too, and headlines of others."""

NEWSCRAWL_SITE_CONFIG = None
"""A folder of Full-Text RSS site-config files (`example.com.txt`), for sites that newscrawl has no rule for."""

NEWSCRAWL_SITES = "sites"
"""A folder of your own site files (`example.com.toml`), which go before those of newscrawl; it need not be there."""

NEWSCRAWL_WORKERS = None
"""Processes that parse; None is one a CPU, 0 parses in the crawling process, without limits."""

NEWSCRAWL_PAGE_TIMEOUT = 20
"""Seconds that a page may take to parse."""

NEWSCRAWL_WORKER_MEMORY_MB = 3072
"""Memory that a worker may have; 0 is no limit."""

NEWSCRAWL_WORKER_MAX_PAGES = 2000
"""Pages after which a worker is replaced: libraries do not give back all their memory."""

NEWSCRAWL_SOURCE_MAXSIZE = 50 * 2**20
"""Bytes that a feed may have, once unpacked; DOWNLOAD_MAXSIZE is for pages."""

NEWSCRAWL_ALLOWED_HOSTS: list[str] = []
"""Host names, addresses and networks (`wiki.local`, `127.0.0.1`, `10.0.0.0/8`) that may be asked for although they lead
inside: to this machine, its network, or the metadata of its cloud. Everything else in there is refused, wherever its
address comes from: a list, a feed, a page, a redirect, an answer of DNS."""

NEWSCRAWL_CRAWL_DELAY_MAX = 60
"""Seconds between two requests that a site may ask for in its robots.txt (`Crawl-delay`, `Request-rate`). Up to here it
is obeyed; a site that asks for more is not crawled at all, and its addresses are refused as `crawl_delay`."""

NEWSCRAWL_ROBOTS_LIFETIME = 86_400
"""Seconds for which a robots.txt holds before it is asked for again."""

NEWSCRAWL_ROBOTS_RETRY = 600
"""Seconds after which a robots.txt that could not be had is asked for again; until then its host is left alone."""

NEWSCRAWL_PAUSE = 30
"""Seconds for which a site is not asked after it answered 429 or 503 and did not say for how long (`Retry-After`);
twice as long after each further refusal in a row."""

NEWSCRAWL_PAUSE_MAX = 300
"""The longest such pause in seconds, whatever a site says."""

NEWSCRAWL_REFUSALS_MAX = 5
"""Refusals in a row after which a site is left alone for the rest of the run; its addresses fail as `rate_limited`."""

NEWSCRAWL_TDMREP_ENABLED = True
"""Whether each host that gave an article is asked for its `/.well-known/tdmrep.json`, once a run."""

NEWSCRAWL_REFUSE_OPTED_OUT = False
"""Whether articles are refused whose publisher keeps them from AI or from text and data mining: by `noai` or `notrain`
in the page or its headers, by a TDM reservation, or by a robots.txt that names a known AI agent."""

NEWSCRAWL_TRAP_PAGES = 250
"""Pages of one kind that lead from one to the next (months of a calendar, days of an archive, pages of tags) before the
rest of them is refused as `trap`; 0 is no limit. Articles, and what a feed or sitemap lists, do not count."""

# Politeness: a site is asked for one thing at a time, slowly, and only what its robots.txt allows.

DOWNLOADER = "newscrawl.downloader.SiteDownloader"  # one slot a site, its own delays kept
SCHEDULER_PRIORITY_QUEUE = "newscrawl.downloader.SitePriorityQueue"  # a site that is held keeps its requests here

ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "newscrawl"
CONCURRENT_REQUESTS = 64  # over all sites: dozens of them may answer a byte at a time, and the others go on
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 4  # a page gives one article at most, and Scrapy starts as many tasks for each page as this says
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
RETRY_HTTP_CODES = [408, 500, 502, 504, 522, 524]  # 429 and 503 hold the whole site
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # the run report says it
DEPTH_LIMIT = 8

# Safety: certificates are checked, only the web is asked, and nobody can reach into a running crawl.

TWISTED_DNS_RESOLVER = "newscrawl.middlewares.ssrf.SafeResolver"  # what DNS says is looked at, too
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {
    "http": "newscrawl.downloader.LimitedDownloadHandler",  # hangs up where headers do not end
    "https": "newscrawl.downloader.LimitedDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# Output and log.

FEED_EXPORT_ENCODING = "utf-8"
LOG_LEVEL = "INFO"
LOG_FORMATTER = "newscrawl.extensions.log_output.SanitizedLogFormatter"
