"""Corrections: figures that an edition used and that changed afterwards, worked out when they change and shown for ever."""
