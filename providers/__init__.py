"""Vendors' APIs, read into one vocabulary."""
