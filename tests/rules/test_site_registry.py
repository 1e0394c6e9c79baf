"""The registry of sites: what a file may say, what is wrong with it, and how sites are looked up."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.exceptions import BadArgument, BadRule
from newscrawl.rules.site_registry import SiteRegistry, get_site, load_registry, read_site_configs

WHOLE = """
name = "Harbour Post"
domains = ["harbour.example", "harbour-post.example"]
country = "GB"
language = "en"
feeds = ["https://www.harbour.example/rss.xml", "https://feeds.example/harbour"]
sitemaps = ["https://harbour-post.example/news.xml"]
sections = ["https://harbour.example/islands/"]
feed_hosts = ["feeds.example"]
include = ['/20\\d\\d/']
exclude = ['/live/', '/video/']
delay = 4.5
schedule = "*/15 6-22 * * mon-fri"
groups = ["islands", "daily"]
checked = true
found_in = ["the harbour office"]
"""


def write(folder: Path, text: str, host: str = "harbour.example") -> Path:
    path = folder / f"{host}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def other(host: str, name: str, **keys: str) -> str:
    words = {"country": "IE", "language": "ga", "groups": "islands", **keys}
    return (
        f'name = "{name}"\ncountry = "{words["country"]}"\nlanguage = "{words["language"]}"\n'
        f'groups = ["{words["groups"]}"]\nsections = ["https://{host}/"]\n'
    )


@pytest.fixture
def registry(tmp_path: Path) -> SiteRegistry:
    """Two sites of our own beside those that newscrawl brings."""
    write(tmp_path, WHOLE)
    write(tmp_path, other("lough.example", "An Loch"), "lough.example")
    return load_registry(str(tmp_path))


def test_a_whole_file_becomes_a_site(tmp_path: Path) -> None:
    write(tmp_path, WHOLE)
    site = read_site_configs(tmp_path)["harbour.example"]
    assert (site.host, site.name, site.country, site.language) == ("harbour.example", "Harbour Post", "GB", "en")
    assert site.domains == ("harbour.example", "harbour-post.example")
    assert (len(site.feeds), len(site.sitemaps), len(site.sections)) == (2, 1, 1)
    assert (site.delay, site.schedule, site.checked) == (4.5, "*/15 6-22 * * mon-fri", True)
    assert site.groups == ("islands", "daily")


def test_what_a_file_leaves_out_has_a_default(tmp_path: Path) -> None:
    write(tmp_path, other("lough.example", "An Loch"), "lough.example")
    site = read_site_configs(tmp_path)["lough.example"]
    assert site.domains == ("lough.example",)
    assert (site.feeds, site.include, site.delay, site.schedule, site.checked) == ((), (), None, "0 * * * *", False)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        pytest.param('"Harbour Post"', '" "', "name: is empty", id="empty name"),
        pytest.param(
            '"GB"', '"Britain"', "country: 'Britain' is no ISO 3166 code in two capitals, as GB", id="country"
        ),
        pytest.param('country = "GB"', "", "country: None is no ISO 3166 code in two capitals, as GB", id="no country"),
        pytest.param('"en"', '"English"', "language: 'English' is no BCP 47 tag, as en or pt-BR", id="language"),
        pytest.param(
            "feeds = [",
            "feed = [",
            "unknown key 'feed' (did you mean 'feeds'?); the keys are: name, domains, ",
            id="unknown key",
        ),
        pytest.param("delay = 4.5", 'delay = "4"', "delay: must be a number, not a string", id="type"),
        pytest.param("delay = 4.5", "delay = 0", "delay: 0 is not between 0 and 3600 seconds", id="no delay"),
        pytest.param("delay = 4.5", "delay = 4500", "delay: 4500 is not between 0 and 3600 seconds", id="long delay"),
        pytest.param("delay = 4.5", "delay = nan", "delay: nan is not between 0 and 3600 seconds", id="nan"),
        pytest.param(
            "https://www.harbour.example/rss.xml",
            "www.harbour.example/rss.xml",
            "feeds: 'www.harbour.example/rss.xml' is not a web URL as it is sent",
            id="no URL",
        ),
        pytest.param(
            "https://feeds.example/harbour",
            "https://elsewhere.example/rss",
            "feeds: https://elsewhere.example/rss is on another host: name it in domains or feed_hosts",
            id="feed elsewhere",
        ),
        pytest.param(
            "https://harbour.example/islands/",
            "https://feeds.example/",
            "sections: https://feeds.example/ is on another host: name it in domains",
            id="section on a feed host",
        ),
        pytest.param(
            "https://feeds.example/harbour",
            "https://www.harbour.example/rss.xml",
            "feeds: https://www.harbour.example/rss.xml appears twice",
            id="URL twice",
        ),
        pytest.param(
            'domains = ["harbour.example", ',
            "domains = [",
            "domains: 'harbour.example', which the file is named after, is missing",
            id="domains without the file's",
        ),
        pytest.param(
            '"harbour-post.example"]',
            '"www.harbour-post.example"]',
            "domains: 'www.harbour-post.example' is no host in lower case without www.",
            id="www",
        ),
        pytest.param("'/live/'", "'/live('", "exclude: '/live(' is no regular expression", id="broken pattern"),
        pytest.param("'/20\\d\\d/'", "'.*'", "include: '.*' matches every URL", id="empty pattern"),
        pytest.param('"daily"', '"Every day"', "groups: 'Every day' is not in lower-case words", id="group"),
        pytest.param("*/15 6-22", "*/15 6-25", "schedule: '*/15 6-25 * * mon-fri': ", id="hour"),
        pytest.param(
            "mon-fri", "1-8", "schedule: '*/15 6-22 * * 1-8': weekday '1-8': write *, or 0 to 7", id="weekday"
        ),
        pytest.param("*/15 6-22 * * mon-fri", "hourly", "schedule: 'hourly': Wrong number of fields", id="no cron"),
    ],
)
def test_a_broken_file_is_one_line_with_file_key_and_reason(tmp_path: Path, old: str, new: str, line: str) -> None:
    assert old in WHOLE
    path = write(tmp_path, WHOLE.replace(old, new))
    with pytest.raises(BadRule) as caught:
        read_site_configs(tmp_path)
    message = str(caught.value)
    assert message.startswith(f"{path}: {line}")
    assert "\n" not in message


def test_a_site_without_a_place_to_look_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, 'name = "Lough"\ncountry = "IE"\nlanguage = "ga"\n', "lough.example")
    with pytest.raises(BadRule, match="says no place to look: give feeds, sitemaps or sections"):
        read_site_configs(tmp_path)


def test_a_domain_belongs_to_one_site(tmp_path: Path) -> None:
    write(tmp_path, WHOLE)
    write(tmp_path, other("harbour-post.example", "Another"), "harbour-post.example")
    with pytest.raises(BadRule, match=r"'harbour-post\.example' is also that of sites/harbour-post\.example"):
        load_registry(str(tmp_path))


def test_a_folder_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "sites").touch()
    with pytest.raises(BadArgument, match=r"NEWSCRAWL_SITES '.*sites': Not a directory"):
        load_registry(str(tmp_path / "sites"))


def test_a_file_of_rules_alone_is_no_site() -> None:
    assert "harbourpost.example" not in load_registry().sites


def test_a_site_of_the_users_goes_before_that_of_newscrawl(tmp_path: Path) -> None:
    write(tmp_path, other("tagesschau.de", "Our own"), "tagesschau.de")
    assert load_registry(str(tmp_path)).sites["tagesschau.de"].name == "Our own"
    assert load_registry().sites["tagesschau.de"].name == "Tagesschau"


def test_a_folder_that_is_not_there_holds_no_site(tmp_path: Path) -> None:
    assert load_registry(str(tmp_path / "gone")).sites.keys() == load_registry().sites.keys()


@pytest.mark.parametrize(
    "name", ["harbour.example", "Harbour Post", "harbour post", "www.harbour.example", "harbour-post.example"]
)
def test_a_site_is_named_by_host_domain_or_publisher(registry: SiteRegistry, name: str) -> None:
    assert registry.get_site(name).host == "harbour.example"


def test_an_unknown_site_is_one_line() -> None:
    with pytest.raises(BadArgument, match=r"^no site 'gazette.example'; `scrapy sites` lists those there are$"):
        get_site("gazette.example")


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("WWW.Harbour.Example.", "harbour.example"),
        ("m.harbour-post.example", "harbour.example"),
        ("feeds.example", None),
        ("oldharbour.example", None),
    ],
)
def test_a_host_belongs_to_the_site_with_its_domain(registry: SiteRegistry, host: str, site: str | None) -> None:
    found = registry.for_host(host)
    assert (found.host if found else None) == site


def test_sites_are_chosen_by_group_country_and_language(registry: SiteRegistry) -> None:
    assert [site.host for site in registry.filter_sites(group="islands")] == ["harbour.example", "lough.example"]
    assert [site.host for site in registry.filter_sites(group="islands", country="ie")] == ["lough.example"]
    assert [site.host for site in registry.filter_sites(language="ga")] == ["lough.example"]
    assert {site.language for site in registry.filter_sites(language="pt")} == {"pt-BR", "pt-PT"}


@pytest.mark.parametrize("kind", ["group", "country", "language"])
def test_a_choice_that_no_site_has_is_one_line(registry: SiteRegistry, kind: str) -> None:
    with pytest.raises(BadArgument, match=f"no site of {kind} 'nowhere'; there are: .+, "):
        registry.filter_sites(**{kind: "nowhere"})


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://harbour.example/2026/a", True),
        ("https://harbour.example/about", False),
        ("https://harbour.example/2026/live/a", False),
    ],
)
def test_include_and_exclude_say_what_is_wanted(registry: SiteRegistry, url: str, wanted: bool) -> None:
    assert registry.get_site("harbour.example").allows(url) is wanted


def test_a_site_without_patterns_wants_everything(registry: SiteRegistry) -> None:
    assert registry.get_site("lough.example").allows("https://lough.example/about")
