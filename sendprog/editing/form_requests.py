"""Whether a form was submitted, or is only shown again with what was typed before a sign-in."""

from django.http import HttpRequest
from django.views.decorators.http import require_http_methods

# The field that `signin_resume` adds to a POST that it only shows again.
SHOW_ONLY = "_show"

# Decorator of a view that shows a form and accepts it.
form_page = require_http_methods(["GET", "HEAD", "POST"])


def is_submitted(request: HttpRequest) -> bool:
    """Whether the user submitted a form.

    False where it is only to be shown, with earlier typing or not.
    """
    return request.method == "POST" and SHOW_ONLY not in request.POST
