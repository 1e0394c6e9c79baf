"""The version, where both the package and the build system read it."""

__version__ = "0.1.0"
