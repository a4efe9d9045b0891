"""Figures that an edition used and that changed afterwards: found when they change, and never removed.

May import editions and everything below it.
"""
