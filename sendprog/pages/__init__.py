"""Mounted pages and their parts: addresses, tables, exports, workbooks, narrative, figures in
texts.

May import records, charts and values.
"""
