"""What the committee asked for and what became of it: rows, pages, and the manager's forms."""
