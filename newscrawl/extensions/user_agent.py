"""The name under which newscrawl asks, and whom a site can ask about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.version import __version__

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


class UserAgentAddon:
    """An add-on that makes `USER_AGENT` from `NEWSCRAWL_CONTACT`, unless a project or the command line sets it."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Called once a crawl, after the command line was read."""
        contact = " ".join(str(settings.get("NEWSCRAWL_CONTACT") or "").split())
        product = f"newscrawl/{__version__}"
        settings.set("USER_AGENT", f"{product} (+{contact})" if contact else product, priority="addon")
