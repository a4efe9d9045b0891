"""Whether somebody submitted a form, or it is only drawn again with what they typed before they had to sign in."""

from django.http import HttpRequest
from django.views.decorators.http import require_http_methods

# The field that `signin_resume` adds to typing that it draws again.
SHOW_ONLY = "_show"

# Decorator of a view that draws a form and takes it.
form_page = require_http_methods(["GET", "HEAD", "POST"])


def is_submitted(request: HttpRequest) -> bool:
    """Whether the request is a form that somebody sent; False where a form is drawn, with or without earlier typing."""
    return request.method == "POST" and SHOW_ONLY not in request.POST
