"""What each person finds after signing in, and the short forms that start there.

May import managing and everything below it.
"""
