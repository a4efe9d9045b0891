"""Where the reading pages are mounted and who may read there; also record links, notices, PDF and the static export.

May import pages and everything below it.
"""
