"""Publishing, withdrawing and sealing editions, and reading the stored content of an edition.

May import readiness, paper, changes, snapshot and models.
"""
