"""Values in, plotly Figure out, and the Figure drawn as SVG.

Pure: may import values only; no HTML, no request, no query.
"""
