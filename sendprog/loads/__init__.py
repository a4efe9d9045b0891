"""The import desk: figures come in by file, checked whole, shown before they count, and undone whole."""
