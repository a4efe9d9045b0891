"""Whether an edition may be published: what blocks it, what must be acknowledged, and whose sign-off is missing.

May import paper, changes, snapshot and models.
"""
