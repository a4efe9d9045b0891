"""How gunicorn serves sendprog, behind nginx in production and alone in the demonstration."""

import multiprocessing

workers = min(multiprocessing.cpu_count(), 4)
threads = 4
timeout = 30
# Workers share what is imported before they fork; pandas and plotly cost 1.5 s at the first chart otherwise.
preload_app = True
accesslog = None
errorlog = "-"
loglevel = "warning"


def when_ready(server):
    import pandas  # noqa: F401
    import plotly.graph_objects  # noqa: F401
