"""The statements of a site: accessibility, privacy and cookies.

They say what the software does and what its tests check. What only the council can say comes from
settings; a statement names each that is not set.
"""

from collections.abc import Callable

from django.conf import settings

from sendprog.pages import accessibility_tests
from sendprog.pages.mounted_pages import Page, Query
from sendprog.values.wording import plural

ACCESSIBILITY = {
    "fully": "The council states that this site meets WCAG 2.2 at level AA.",
    "partially": "The council states that this site meets WCAG 2.2 at level AA in part.",
    "not": "The council states that this site does not meet WCAG 2.2 at level AA.",
}
HEAD = ("Name", "What it is for", "How long it stays")
# What Django's admin keeps in the browser itself, and for how long.
ADMIN_STORAGE = (
    (
        "theme",
        "the colours chosen in the admin: light, dark or as the device has them",
        "until cleared",
    ),
    ("django.admin.navSidebarIsOpen", "whether the admin's menu is open", "until cleared"),
    ("django.admin.navSidebarFilterValue", "what is typed into the menu's filter", "this tab"),
    ("django.admin.filtersState", "which filters of a list are open", "this tab"),
)
DAY = 60 * 60 * 24


def length_in_words(seconds: int) -> str:
    """ "10 hours", "52 weeks": the longest unit of which the number is whole."""
    for unit, noun in ((7 * DAY, "week"), (DAY, "day"), (3600, "hour"), (60, "minute")):
        if seconds % unit == 0:
            return plural(seconds // unit, noun)
    return plural(seconds, "second")


def cookies() -> list[tuple[str, str, str]]:
    """Each cookie that the site sets: its name, what it is for, and how long it stays."""
    session = length_in_words(settings.SESSION_COOKIE_AGE)
    return [
        (settings.SESSION_COOKIE_NAME, "keeps you signed in", f"{session}, or until you sign out"),
        (
            settings.CSRF_COOKIE_NAME,
            "makes sure that a form you send comes from this site",
            length_in_words(settings.CSRF_COOKIE_AGE),
        ),
        ("messages", "carries the answer to what you did to the next page", "until it is shown"),
    ]


def accessibility_page(query: Query) -> Page:
    """How far the site can be used by everybody, as the council states and the tests check."""
    return query.render(
        "Accessibility",
        "statements/accessibility.html",
        tests=accessibility_tests,
        standing=ACCESSIBILITY.get(settings.SENDPROG_ACCESSIBILITY, ""),
        contact=settings.SENDPROG_ACCESSIBILITY_CONTACT,
        council=settings.SENDPROG_COUNCIL,
    )


def privacy_page(query: Query) -> Page:
    """What the site stores about people, who sees it, and whom to ask."""
    return query.render(
        "Privacy",
        "statements/privacy.html",
        contact=settings.SENDPROG_PRIVACY_CONTACT,
        notice=settings.SENDPROG_PRIVACY_NOTICE,
        is_public=settings.SENDPROG_PUBLIC_EDITIONS,
        sends_mail=bool(settings.SENDPROG_EMAIL_URL),
        session=length_in_words(settings.SESSION_COOKIE_AGE),
        council=settings.SENDPROG_COUNCIL,
    )


def cookies_page(query: Query) -> Page:
    """The cookies that the site sets, and what its admin keeps in the browser."""
    return query.render(
        "Cookies",
        "statements/cookies.html",
        head=HEAD,
        cookies=cookies(),
        storage=ADMIN_STORAGE,
        is_public=settings.SENDPROG_PUBLIC_EDITIONS,
    )


# By address.
STATEMENTS: dict[str, Callable[[Query], Page]] = {
    "accessibility/": accessibility_page,
    "privacy/": privacy_page,
    "cookies/": cookies_page,
}
