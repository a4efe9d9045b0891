"""The pages of this app: those that read a snapshot, and those that edit records."""
