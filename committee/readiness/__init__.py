"""Whether an edition may be published: blocks, warnings to acknowledge, and sign-offs.

May import paper, changes, snapshot and models.
"""
