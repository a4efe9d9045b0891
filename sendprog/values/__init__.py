"""Calendar, ratings, measures, markers and wording as plain values.

Pure: no Django, no database, and nothing of ours beside this package.
"""
