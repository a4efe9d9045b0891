"""Corrections: figures that an edition published and that changed afterwards, recorded when they
change.

May import editions and everything below it.
"""
