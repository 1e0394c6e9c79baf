"""The version, where both the package and the build system read it."""

from __future__ import annotations

__version__ = "0.1.0"
