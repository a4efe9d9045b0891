"""The mounts of the reading pages, who may read at each, notices and record links; also the PDF and the static export.

May import pages and everything below it.
"""
