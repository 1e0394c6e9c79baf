"""Checks of `scrapy crawl` before the crawl starts."""

from __future__ import annotations

from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader

from newscrawl.cli.output import print_stderr
from newscrawl.cli.paths import check_writable, local_path_from_uri
from newscrawl.exceptions import BadArgument
from newscrawl.extensions.setting_values import get_rule_folders
from newscrawl.outputs.file_names import OutputTemplate
from newscrawl.rules.loader import load_rules
from newscrawl.spiders.base import NewsSpider
from newscrawl.text import escape_for_log


def check_settings(settings: Settings) -> None:
    """Check that the files which the settings name can be written, and that all rules can be read.

    :raises BadArgument: a file cannot be written.
    :raises BadRule: a rule file is broken.
    """
    for uri in settings.getdict("FEEDS"):
        if path := local_path_from_uri(uri):
            check_writable("output", path)
    if output := settings.get("NEWSCRAWL_OUTPUT"):
        OutputTemplate(str(output), spider="")
        check_writable("NEWSCRAWL_OUTPUT", str(output))
    elif settings.getpriority("NEWSCRAWL_OUTPUT") is not None and not settings.getdict("FEEDS"):
        print_stderr("NEWSCRAWL_OUTPUT is set to nothing, and there is no -o and no -O: articles are written nowhere")
    if log_file := settings.get("LOG_FILE"):
        check_writable("LOG_FILE", str(log_file), make_folder=False)
    load_rules(get_rule_folders(settings))


def check_spider(settings: Settings, name: str, arguments: dict[str, str]) -> None:
    """Check that there is a spider of that name, and that it takes the arguments.

    :raises BadArgument: there is no such spider, or it does not take them.
    """
    spider_loader = get_spider_loader(settings)
    if name not in spider_loader.list():
        spider_names = ", ".join(sorted(spider_loader.list()))
        raise BadArgument(f"no spider named {escape_for_log(name)!r}; there are: {spider_names}")
    spider_class = spider_loader.load(name)
    if issubclass(spider_class, NewsSpider):
        spider_class.parse_arguments(arguments)
