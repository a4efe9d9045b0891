"""Forms and views that write: publishing, readiness, the paper, asks.

May import mounts and everything below it.
"""
