"""gunicorn's settings: behind nginx in production, alone in the demonstration."""

import gc
import multiprocessing

from gunicorn.http.wsgi import Response

workers = min(multiprocessing.cpu_count(), 4)
threads = 4
timeout = 30
# Longer than keepalive_timeout in nginx.conf: whichever side closes an idle connection must be the
# one that sends requests, or a request sent at that moment is lost and answered with 502.
keepalive = 75
# Import once, before forking: with pandas and plotly that takes 1.5 s, for which a first page
# would wait.
preload_app = True
accesslog = None
errorlog = "-"
loglevel = "warning"


named_headers = Response.default_headers


def unnamed_headers(response):
    """gunicorn's own headers without the one that names it; it has no setting for that."""
    return [header for header in named_headers(response) if not header.startswith("Server:")]


Response.default_headers = unnamed_headers


def when_ready(server):
    from committee.warm_up import draw_from_nothing

    draw_from_nothing()
    # What the workers share stays shared: the collector would write into it.
    gc.collect()
    gc.freeze()
