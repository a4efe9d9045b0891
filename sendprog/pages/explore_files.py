"""The static files with which a reader explores a chart: one with the page, the others on request."""

BUTTONS = "js/explore.js"
STYLES = "plotly/plotly-static.css"
SCRIPTS = (
    "plotly/plotly-basic.min.js",
    "js/chart_layout.js",
    "js/chart_panel.js",
    "js/chart_files.js",
)
LICENCE = "plotly/LICENSE.txt"
EXPLORE_FILES = (BUTTONS, STYLES, *SCRIPTS, LICENCE)
