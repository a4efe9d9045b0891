"""gunicorn's settings: behind nginx in production, alone in the demonstration."""

import multiprocessing

workers = min(multiprocessing.cpu_count(), 4)
threads = 4
timeout = 30
# Import once, before forking: pandas and plotly take 1.5 s, which the first chart would wait for.
preload_app = True
accesslog = None
errorlog = "-"
loglevel = "warning"


def when_ready(server):
    import pandas  # noqa: F401
    import plotly.graph_objects  # noqa: F401
