"""Editing tracked records: forms, edit conflicts, history, the bin, typing that survives a sign-in.

May import pages, records and values.
"""
