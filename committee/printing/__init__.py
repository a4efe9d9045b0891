"""What is made for paper: the whole edition as one document, and a briefing of one page."""
