"""Scrapy item pipelines: one class in each module, named after the module."""
