"""Reads tables that stand in a sheet in another shape than our template's (pure).

Works on cells within the limits, after the scan for children. Each module knows one layout;
recogniser.py chooses among them and says in one sentence how the sheet is read. What could be read
in two ways is refused. No value is ever guessed.
"""
