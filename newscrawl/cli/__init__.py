"""What each command does.

Scrapy loads all of `commands` at every start, and a module of `cli` only when its command is called.
"""
