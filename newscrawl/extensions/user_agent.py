"""The User-Agent header: newscrawl's name and version, and a contact for the sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.version import __version__

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


class UserAgentAddon:
    """An add-on that builds `USER_AGENT` from `NEWSCRAWL_CONTACT`, unless a project or the command line sets it."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Set `USER_AGENT`; Scrapy calls this once for each crawl, after it has read the command line."""
        contact = " ".join(str(settings.get("NEWSCRAWL_CONTACT") or "").split())
        product = f"newscrawl/{__version__}"
        settings.set("USER_AGENT", f"{product} (+{contact})" if contact else product, priority="addon")
