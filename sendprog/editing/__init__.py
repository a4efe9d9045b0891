"""Editing tracked records in the browser: forms, two savers at one record, typing kept over a sign-in, history, the bin.

May import pages, records and values.
"""
