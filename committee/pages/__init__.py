"""The reading pages that join rooms, each a function of a snapshot.

May import corrections, readiness, editions and everything below them. No page uses a request, a user or the clock.
"""
