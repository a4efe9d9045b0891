"""Editing tracked records in the browser: forms, edit conflicts, typing restored after a sign-in, history, the bin.

May import pages, records and values.
"""
