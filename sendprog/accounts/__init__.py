"""Signing in and permissions: sessions, the authentication backend, and the pages that list people.

May import editing and everything below it.
"""
