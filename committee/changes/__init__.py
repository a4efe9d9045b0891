"""The difference of two snapshots, record by record and in words. No clock, no database.

May import snapshot and models.
"""
