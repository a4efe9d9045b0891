"""The mounts of the reading pages and who may read at each; also notices, record links, PDF, static
export.

May import pages and everything below it.
"""
