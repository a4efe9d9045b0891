"""Actions on more than one record: keyword-only, by a person, each in one change()."""
