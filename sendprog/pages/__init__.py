"""Mounted pages and what they are made of: addresses, tables, exports, workbooks, narrative, numbers in texts.

May import records, charts and values.
"""
