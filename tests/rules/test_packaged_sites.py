"""The sites that newscrawl brings: how many, from where, and that every URL can be of its kind."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from babel import Locale

from newscrawl.cron import next_fire_time
from newscrawl.rules.site_registry import SiteConfig, load_registry
from newscrawl.rules.toml_reader import rules_folder
from newscrawl.urls.normalize import registrable_domain, resolve_url

SITES = [*load_registry().sites.values()]
ENGLISH = Locale("en")
every_site = pytest.mark.parametrize("site", SITES, ids=lambda site: site.host)


def seed_urls(site: SiteConfig) -> tuple[str, ...]:
    return (*site.feeds, *site.sitemaps, *site.sections)


def test_there_are_sites_of_many_countries_and_languages() -> None:
    assert len(SITES) >= 90
    assert len({site.country for site in SITES}) >= 50
    assert len({site.language.partition("-")[0] for site in SITES}) >= 30


@every_site
def test_country_and_language_are_codes_of_the_standard(site: SiteConfig) -> None:
    language, _, territory = site.language.partition("-")
    assert site.country in ENGLISH.territories
    assert language in ENGLISH.languages
    assert not territory or territory in ENGLISH.territories


@every_site
def test_every_seed_url_is_normalized_and_on_a_host_that_the_file_names(site: SiteConfig) -> None:
    text = (rules_folder() / "sites" / f"{site.host}.toml").read_text(encoding="utf-8")
    file = tomllib.loads(text)
    for url in seed_urls(site):
        host = urlsplit(url).hostname or ""
        assert resolve_url(None, url) == url
        assert url.startswith("https://")
        assert host in file.get("feed_hosts", []) or any(f".{host}".endswith(f".{name}") for name in file["domains"])


def test_no_url_and_no_domain_belongs_to_two_sites() -> None:
    for values in (
        [url for site in SITES for url in seed_urls(site)],
        [name for site in SITES for name in site.domains],
        [site.name for site in SITES],
    ):
        assert [value for value, count in Counter(values).items() if count > 1] == []


@every_site
def test_a_domain_is_one_that_somebody_registered_or_below_it(site: SiteConfig) -> None:
    assert all(registrable_domain(f"https://{name}/") for name in site.domains)


@every_site
def test_a_file_states_where_its_urls_were_found_and_that_they_are_unchecked(site: SiteConfig) -> None:
    assert site.found_in
    assert not site.checked


@every_site
def test_its_own_sections_are_not_all_that_it_excludes(site: SiteConfig) -> None:
    assert site.feeds or site.sitemaps
    assert not any(pattern.search(url) for pattern in site.exclude for url in site.sections)


def test_they_do_not_all_begin_in_the_same_minute() -> None:
    minutes = Counter(site.schedule.split()[0] for site in SITES)
    assert minutes.most_common(1)[0][1] <= 3


@every_site
def test_it_is_due_again_within_a_day(site: SiteConfig) -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert next_fire_time(site.schedule, now) - now < timedelta(days=1)
