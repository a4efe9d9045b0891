"""The least that a Django page with four charts can be: no database, no session, no style sheet. For gunicorn."""

import secrets

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

settings.configure(
    SECRET_KEY=secrets.token_urlsafe(50),
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.gzip.GZipMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)
PAGE = """<!doctype html>
<html lang="en">
<head><title>Bare</title><meta name="viewport" content="width=device-width"></head>
<body>
  <main>
    <h1>Plans issued in 2024</h1>
    {% for chart in charts %}
      <p>{{ chart }} plans were issued in a month of this year.</p>
      <svg width="300" height="200"><polyline fill="none" stroke="black" points="0,{{ chart }} 100,80 300,20"/></svg>
    {% endfor %}
  </main>
</body>
</html>
"""


def bare_page(request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string(PAGE)
    return HttpResponse(template.render({"charts": [158, 80, 51, 20]}, request))


urlpatterns = [path("", bare_page)]
application = get_wsgi_application()
