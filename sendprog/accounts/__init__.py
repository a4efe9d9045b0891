"""How people sign in, and who may do what: sessions, permissions, and the pages that list people.

May import editing and everything below it.
"""
