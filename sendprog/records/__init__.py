"""Tracked records and their history, stored files, users and rights, and the snapshots built from
records.

May import values. Models of this package are registered with Django in sendprog/models.py.
"""
