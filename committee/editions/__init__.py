"""Publishing, withdrawing and sealing editions, and reading what an edition stored.

May import readiness, paper, changes, snapshot and models.
"""
