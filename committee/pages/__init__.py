"""The reading pages that join rooms, each a function of a snapshot.

May import corrections and everything below it. No page uses a request, a user or the clock.
"""
