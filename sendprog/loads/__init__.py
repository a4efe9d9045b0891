"""The import desk: files of figures are checked, previewed, loaded as a whole and undone as a
whole.

May import records/, values/ and pages/; the apps register their kinds of file in their loads.py.
"""
