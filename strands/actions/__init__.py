"""Deeds that touch more than one record: keyword-only, by a person, in one change()."""
