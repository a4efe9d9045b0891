"""Arithmetic of the returns on EHCPs (pure): frames in, numbers out. Nothing is rounded."""
