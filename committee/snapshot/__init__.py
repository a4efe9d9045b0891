"""The sections that the committee adds to a snapshot: meetings, asks, the paper, corrections, Part II, measures.

May import models, and the floors below.
"""
