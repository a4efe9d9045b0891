"""Tracked records with their history, stored files, people and rights, and the snapshots made of records.

May import values. Models of this package are registered with Django in sendprog/models.py.
"""
