"""Scrapy's settings for newscrawl: which component runs where, how politely, within which limits.

Every value can be overridden for one run with `-s NAME=VALUE`. Scrapy's settings are explained at
https://docs.scrapy.org/en/latest/topics/settings.html. The names of newscrawl's own settings begin with NEWSCRAWL_;
they are explained here.
"""

from __future__ import annotations

BOT_NAME = "newscrawl"
SPIDER_MODULES = ["newscrawl.spiders"]
NEWSPIDER_MODULE = "newscrawl.spiders"
COMMANDS_MODULE = "newscrawl.commands"

# Components, in the order in which they act. The gaps between the numbers are for yours.

ADDONS = {
    "newscrawl.extensions.user_agent.UserAgentAddon": 100,  # USER_AGENT from NEWSCRAWL_CONTACT
}

EXTENSIONS = {
    "newscrawl.extensions.log_output.LogSanitizer": -100,  # no control characters of pages in the log
    "scrapy.extensions.feedexport.FeedExporter": None,
    "newscrawl.extensions.feed_exporter.StrictFeedExporter": 0,  # -o and -O; a write error ends the crawl
    "newscrawl.extensions.ledger.LedgerExtension": 50,  # discovered URLs, the next URL, outcomes
    "newscrawl.extensions.outcomes.OutcomeRecorder": 80,  # one outcome for each URL
    "newscrawl.extensions.crawl_stats.CrawlStatsExtension": 100,  # counts of outcomes
    "newscrawl.extensions.crawl_report.SiteStats": 150,  # requests of each site
    "newscrawl.extensions.crawl_report.ReportWriter": 160,  # the report as JSON
    "newscrawl.extensions.progress.Progress": 170,  # a progress line on a terminal
    "newscrawl.workers.pool.ExtractionPool": 200,  # worker processes that parse
    "newscrawl.extensions.garbage_collection.FreezeGarbageCollector": 300,  # no long garbage collections
}

DOWNLOADER_MIDDLEWARES = {
    "newscrawl.middlewares.warc.WarcReaderMiddleware": 5,  # pages from an archive
    "newscrawl.middlewares.ssrf.SsrfMiddleware": 10,  # no private hosts
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newscrawl.middlewares.site_settings.SiteSettingsMiddleware": 50,  # delay, include and exclude of site files
    "newscrawl.middlewares.robots.RobotsMiddleware": 100,  # robots.txt, RFC 9309
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "newscrawl.middlewares.meta_refresh.MetaRefreshMiddleware": 580,  # <meta http-equiv="refresh">
    "newscrawl.middlewares.retry_after.RetryAfterMiddleware": 610,  # pauses after 429 and 503
    "newscrawl.middlewares.warc.WarcWriterMiddleware": 950,  # NEWSCRAWL_ARCHIVE
}

SPIDER_MIDDLEWARES = {
    "newscrawl.middlewares.crawler_traps.CrawlerTrapMiddleware": 950,  # endless calendars and session ids
}

ITEM_PIPELINES = {
    "newscrawl.pipelines.required.RequiredPipeline": 100,  # drops articles without title or text
    "newscrawl.pipelines.rights.RightsPipeline": 150,  # rights that the site declares
    "newscrawl.pipelines.languages.LanguagesPipeline": 170,  # drops other languages
    "newscrawl.pipelines.bylines.BylinesPipeline": 200,  # raw byline to authors and agencies
    "newscrawl.pipelines.author_lines.AuthorLinesPipeline": 300,  # removes repeated author lines
    "newscrawl.pipelines.page_hash.PageHashPipeline": 350,  # drops articles whose page gives what it gave before
    "newscrawl.pipelines.cross_page.CrossPagePipeline": 400,  # removes boilerplate and teasers known from other pages
    "newscrawl.pipelines.content_hash.ContentHashPipeline": 450,  # the digest of title and text
    "newscrawl.pipelines.revisions.RevisionsPipeline": 500,  # drops articles that have not changed
    "newscrawl.pipelines.duplicates.DuplicatesPipeline": 600,  # drops articles that another URL has given
    "newscrawl.pipelines.write_jsonl.WriteJsonlPipeline": 900,  # one line in NEWSCRAWL_OUTPUT
}

# newscrawl's own settings.

NEWSCRAWL_CONTACT = "https://github.com/newscrawl/newscrawl"
"""A URL or e-mail address under which a site can ask about this crawl; it is sent with every request."""

# NEWSCRAWL_OUTPUT = "articles.jsonl"
"""The JSON Lines file, in which `%(spider)s` is the name of the spider, `%(site)s` the site of the article and
`%(date)s` the day (UTC); it is compressed if the name ends in `.gz` or `.zst`. This is the default unless `-o`, `-O` or
`FEEDS` names another file; if the setting is empty, no file is written."""

NEWSCRAWL_OUTPUT_MAX_MB = 0
"""The size in megabytes at which a new output file is started: `articles-00001.jsonl` and so on; 0 means one file."""

NEWSCRAWL_LANGUAGES: list[str] = []
"""The languages of the articles to keep (`de,fr,zh-Hant`); an empty list keeps all."""

NEWSCRAWL_ARCHIVE = None
"""A folder for WARC files of everything that is fetched; `scrapy crawl warc` and `scrapy reclean` can read them."""

NEWSCRAWL_STATE = ".newscrawl"
"""The folder for what one run leaves to the next: the ledger of all URLs, and what is known of sites; if it is empty,
nothing is left."""

NEWSCRAWL_REVISIT = [3600, 21_600, 86_400, 259_200]
"""The ages in seconds at which an article is fetched again, if the same crawl runs then; after the last one, never."""

NEWSCRAWL_RETRY_PAUSES = [900, 3600, 21_600, 86_400]
"""Seconds to wait before a URL is requested again after its first failure, its second, and so on; one failure more is
its last."""

NEWSCRAWL_COMMIT_PAGES = 10
"""Pages whose lines and outcomes are written to the disk together."""

NEWSCRAWL_COMMIT_SECONDS = 1
"""Seconds after which they are written, even if there are fewer."""

NEWSCRAWL_REPORT = None
"""The JSON file for the report of the run, in which `%(spider)s` is the name of the spider; None means
`report-%(spider)s.json` in the folder NEWSCRAWL_STATE, if there is one; if it is empty, no report is written."""

NEWSCRAWL_SITE_MEMORY_ENABLED = True
"""Whether lines that other articles of the site contain, and headlines of other articles, are removed."""

NEWSCRAWL_SITE_CONFIG = None
"""A folder of Full-Text RSS site-config files (`example.com.txt`), for sites for which newscrawl has no rule."""

NEWSCRAWL_SITES = "sites"
"""A folder of your own site files (`example.com.toml`): sites, and rules for their pages. A file takes precedence over
that of newscrawl with the same name. The folder need not exist."""

NEWSCRAWL_WORKERS = None
"""Worker processes that parse pages; None means one for each CPU, 0 parses in the crawling process, without limits."""

NEWSCRAWL_PAGE_TIMEOUT = 20
"""Seconds that a page may take to parse."""

NEWSCRAWL_WORKER_MEMORY_MB = 3072
"""Megabytes of memory that a worker may use; 0 means no limit."""

NEWSCRAWL_WORKER_MAX_PAGES = 2000
"""Pages after which a worker is replaced, because libraries do not return all their memory."""

NEWSCRAWL_SOURCE_MAXSIZE = 50 * 2**20
"""Bytes that a feed or sitemap may have after decompression; for pages, the limit is DOWNLOAD_MAXSIZE."""

NEWSCRAWL_ALLOWED_HOSTS: list[str] = []
"""Host names, IP addresses and networks (`wiki.local`, `127.0.0.1`, `10.0.0.0/8`) that may be requested although they
are private: this machine, its network, or the metadata service of its cloud. All other private hosts are refused, no
matter whether a list, a feed, a page, a redirect or DNS names them."""

NEWSCRAWL_CRAWL_DELAY_MAX = 60
"""The longest delay in seconds between two requests that a site may ask for in its robots.txt (`Crawl-delay`,
`Request-rate`). If a site asks for more, it is not crawled, and its URLs are refused as `crawl_delay`."""

NEWSCRAWL_ROBOTS_LIFETIME = 86_400
"""Seconds after which a robots.txt is requested again."""

NEWSCRAWL_ROBOTS_RETRY = 600
"""Seconds after which a robots.txt that could not be fetched is requested again; until then its host is not crawled."""

NEWSCRAWL_PAUSE = 30
"""Seconds for which a site is paused after a response 429 or 503 without `Retry-After`; the pause doubles after each
further such response in a row."""

NEWSCRAWL_PAUSE_MAX = 300
"""The longest such pause in seconds, even if `Retry-After` asks for more."""

NEWSCRAWL_REFUSALS_MAX = 5
"""Responses 429 or 503 in a row after which a site gets no more requests in this run; its URLs fail as
`rate_limited`."""

NEWSCRAWL_TDMREP_ENABLED = True
"""Whether `/.well-known/tdmrep.json` is requested, once a run, from each host that gave an article."""

NEWSCRAWL_REFUSE_OPTED_OUT = False
"""Whether articles are refused whose publisher does not allow AI or text and data mining: by `noai` or `notrain` in the
page or its headers, by a TDM reservation, or by a robots.txt that names a known AI agent."""

NEWSCRAWL_TRAP_PAGES = 250
"""Pages of one kind, each linked by another page of this kind (months of a calendar, days of an archive, pages of
tags), after which the others are refused as `trap`; 0 means no limit. Articles and the links of feeds and sitemaps do
not count."""

# Politeness: one request of a site at a time, slowly, and only what its robots.txt allows.

DOWNLOADER = "newscrawl.downloader.SiteDownloader"  # one slot for each site, with its own delay
SCHEDULER_PRIORITY_QUEUE = "newscrawl.downloader.SitePriorityQueue"  # skips sites that are paused

ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "newscrawl"
CONCURRENT_REQUESTS = 64  # for all sites: dozens of them may be slow without slowing down the others
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 4  # a page gives at most one article, and Scrapy starts so many tasks for each page
DOWNLOAD_DELAY = 2.0  # seconds; the shortest time between two requests to a site, except for the jitter
DOWNLOAD_DELAY_JITTER = 0.3  # the delay varies by this ratio
AUTOTHROTTLE_ENABLED = True  # a slow site gets slower requests
AUTOTHROTTLE_START_DELAY = 2.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 0.5
COOKIES_ENABLED = False
REFERRER_POLICY = "same-origin"
DEFAULT_REQUEST_HEADERS = {  # no Accept-Language: each site responds in its own language
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
}

# Limits: what one URL may cost.

DOWNLOAD_MAXSIZE = 8 * 2**20
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
DNS_TIMEOUT = 10
REDIRECT_MAX_TIMES = 5
METAREFRESH_MAXDELAY = 10  # a page that reloads itself after minutes is an article with live updates
RETRY_TIMES = 2
RETRY_HTTP_CODES = [408, 500, 502, 504, 522, 524]  # 429 and 503 pause the whole site
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # newscrawl logs the failure itself
DEPTH_LIMIT = 8

# Safety: certificates are verified, only http and https are allowed, and a running crawl cannot be controlled.

TWISTED_DNS_RESOLVER = "newscrawl.middlewares.ssrf.SafeResolver"  # no private hosts from DNS
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {
    "http": "newscrawl.downloader.LimitedDownloadHandler",  # limits the size of headers
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
