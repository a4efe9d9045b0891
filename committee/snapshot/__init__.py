"""The sections that the committee adds to a snapshot, and the measures of all rooms.

May import models, and the floors below.
"""
