"""The statements on accessibility, privacy and cookies say what is so: each line is held against the code or its tests."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, override_settings

from sendprog import environment
from sendprog.pages import accessibility_tests
from sendprog.pages.statements import ADMIN_STORAGE, cookies, length_in_words
from sendprog.records.history import change
from tests.crawling import LIVE, ReaderOfAll, is_download, main_of, mounted_patterns, parsed, words

BROWSER = Path(settings.BASE_DIR) / "tests" / "browser"
STATEMENTS = ("/accessibility/", "/privacy/", "/cookies/")


def text_of(address: str, client: Client | None = None) -> str:
    return words(parsed((client or Client()).get(address).content.decode()).find(".//main"))


# Accessibility


def functions_of(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]


def checks_with_axe() -> set[str]:
    """The browser tests that hold a page against axe, by file and name."""
    return {
        f"{path.name}::{function.name}"
        for path in BROWSER.glob("test_*.py")
        for function in functions_of(path)
        if function.name.startswith("test_") and "axe" in [one.arg for one in function.args.args]
    } - {"test_demonstration.py::test_axe_and_sideways_find_faults"}


def test_each_line_names_its_tests_and_each_test_has_its_line():
    told = [name for names in accessibility_tests.CHECKED.values() for name in names]
    assert sorted(told) == sorted(checks_with_axe()), (
        "CHECKED in sendprog/pages/accessibility_tests.py"
    )


def test_tools_and_release_are_those_of_the_tests():
    axe = (BROWSER.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")[:40]
    assert f"axe v{accessibility_tests.AXE_VERSION}\n" in axe
    assert accessibility_tests.RELEASE == settings.SENDPROG_RELEASE
    sizes = re.findall(
        r'^(?:DESK|PHONE) = {"width": (\d+)', (BROWSER / "conftest.py").read_text(), re.M
    )
    assert tuple(map(int, sizes)) == accessibility_tests.WIDTHS


@pytest.mark.django_db
def test_what_the_council_has_not_said_is_named():
    names = {
        "/accessibility/": ("SENDPROG_ACCESSIBILITY ", "SENDPROG_ACCESSIBILITY_CONTACT "),
        "/privacy/": ("SENDPROG_PRIVACY_CONTACT ", "SENDPROG_PRIVACY_NOTICE "),
    }
    for address, missing in names.items():
        assert [name for name in missing if name not in text_of(address)] == [], address
    with override_settings(
        SENDPROG_ACCESSIBILITY="partially",
        SENDPROG_ACCESSIBILITY_CONTACT="access@example.gov.uk <b>",
        SENDPROG_PRIVACY_CONTACT="The data protection officer",
        SENDPROG_PRIVACY_NOTICE="https://www.example.gov.uk/privacy",
    ):
        accessibility, privacy = text_of("/accessibility/"), text_of("/privacy/")
        assert "SENDPROG" not in accessibility + privacy
        assert "level AA in part" in accessibility and "access@example.gov.uk <b>" in accessibility
        assert "The data protection officer" in privacy
        assert (
            'href="https://www.example.gov.uk/privacy"'
            in Client().get("/privacy/").content.decode()
        )


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (lambda name: environment.read_choice(name, ("fully", "not")), "yes"),
        (environment.read_line, "two\nlines"),
        (environment.read_line, "x" * 301),
        (environment.read_link, "http://example.gov.uk"),
        (environment.read_link, "javascript:alert(1)"),
        (environment.read_link, "https://"),
    ],
)
def test_settings_that_mean_nothing_are_refused(read, text, monkeypatch):
    monkeypatch.setenv("SENDPROG_TEST_LINE", text)
    with pytest.raises(ImproperlyConfigured, match="SENDPROG_TEST_LINE"):
        read("SENDPROG_TEST_LINE")


# Privacy

# For each model that names a user, how the statement tells of it.
TOLD_OF_MODELS = {
    "admin.LogEntry": "what is done in the admin",
    "sendprog.Load": "loads of figures",
    "ehcp.Sen2Release": "and of official statistics",
    "sendprog.StoredFile": "files that are stored",
    "sendprog.StoredFileRemoval": "or removed",
    "sendprog.AccountEvent": "from which address of the internet you signed in",
    "sendprog.Notice": "what was told you by e-mail",
    "otp_static.StaticDevice": "recovery codes that you have not used",
    "otp_totp.TOTPDevice": "the key of your authenticator app",
    "sendprog.RoleChange": "who changed them, when and why",
    "strands.StrandOfficer": "which strands you look after",
    "strands.StrandUpdate": "monthly updates that are submitted and decided",
    "committee.Edition": "editions that are published",
    "committee.EditionWithdrawal": "withdrawn",
    "committee.Sealing": "sealed",
    "committee.Acknowledgement": "warnings that are acknowledged",
    "committee.SignOff": "sign-offs",
}
TOLD_OF_FIELDS = {
    "username": "your username",
    "first_name": "name",
    "last_name": "name",
    "email": "e-mail address",
    "role_title": "role",
    "is_active": "whether the account is active",
    "date_joined": "when it was made",
    "password": "your password",
    "last_login": "when you last signed in",
    "wants_edition_letters": "whether you ask for a letter when an edition is published",
    "rights_version": "how often what you may do has changed",
    "groups": "your groups",
    "user_permissions": "permissions",
    "is_staff": "permissions",
    "is_superuser": "permissions",
}


def names_a_user(model: type) -> bool:
    return any(
        field.is_relation and not field.auto_created and field.related_model is get_user_model()
        for field in model._meta.get_fields()
    )


@pytest.mark.django_db
def test_privacy_tells_of_every_record_that_names_a_user():
    models = {model._meta.label for model in apps.get_models() if names_a_user(model)}
    # Of history, which has a model for each tracked one, in one line.
    histories = {label for label in models if ".Historical" in label}
    told = text_of("/privacy/")
    assert models - histories == set(TOLD_OF_MODELS) and histories
    assert "every change of a record: what it was before and after" in told
    assert [line for line in TOLD_OF_MODELS.values() if line not in told] == []


@pytest.mark.django_db
def test_privacy_tells_of_every_field_of_an_account():
    fields = {field.name for field in get_user_model()._meta.get_fields() if not field.auto_created}
    told = text_of("/privacy/")
    assert fields == set(TOLD_OF_FIELDS)
    assert [line for line in TOLD_OF_FIELDS.values() if line not in told] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("published_demonstration")
def test_what_members_and_the_public_read_names_no_account():
    """Not even of those who published, decided and edited: their names are made ones that nothing else has."""
    client, users = ReaderOfAll(), get_user_model().objects.all()
    with change(by=users.get(username="admin"), reason="A test"):
        for user in users:
            user.username = f"zz-{user.pk}-zz"
            user.save()
    addresses = [
        pattern.addresses()[0]
        for pattern in mounted_patterns(LIVE)
        if not is_download(f"/{pattern.route}")
    ]
    pages = {address: client.get(address).content.decode() for address in addresses}
    assert len(pages) > 10
    assert [address for address, page in pages.items() if "zz-" in main_of(page)] == []


# Cookies


def set_by(*responses) -> set[str]:
    return {name for response in responses for name in response.cookies}


@pytest.mark.django_db
@pytest.mark.usefixtures("published_demonstration")
def test_cookies_are_those_that_the_site_sets():
    """Of everything that is answered, and of the journey of somebody who signs in, edits and signs out."""
    client = Client()
    page = client.get("/accounts/login/")
    found = set_by(page)
    user = get_user_model().objects.get(username="manager")
    user.set_password("a password of a test")
    user.save()
    signed_in = client.post(
        "/accounts/login/", {"username": "manager", "password": "a password of a test"}
    )
    assert signed_in.status_code == 302
    found |= set_by(signed_in, *(client.get(address) for address in ("/", "/admin/", "/bin/")))
    changed = client.post(
        "/accounts/password/",
        {
            "old_password": "a password of a test",
            "new_password1": "another one of this test",
            "new_password2": "another one of this test",
        },
    )
    assert changed.status_code == 302
    found |= set_by(changed, client.get("/"), client.get("/accounts/logout/"))
    assert found == {name for name, _, _ in cookies()}
    told = text_of("/cookies/")
    assert [name for name in found if name not in told] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("published_demonstration")
def test_reading_published_editions_sets_no_cookie():
    with override_settings(SENDPROG_PUBLIC_EDITIONS=True):
        client = Client()
        addresses = (
            "/",
            "/ehcp/",
            "/meetings/",
            "/meetings/2025-01-22/editions/2/",
            "/search/?q=plan",
        )
        answers = [client.get(address) for address in (*addresses, *STATEMENTS)]
        assert {answer.status_code for answer in answers} == {200}
        assert set_by(*answers) == set()
        assert "Reading published editions sets no cookie" in text_of("/cookies/")
    assert "Reading published editions sets no cookie" not in text_of("/cookies/")


def test_admin_stores_in_the_browser_what_is_told():
    """Every name that the admin's own scripts write."""
    written = set()
    for media in ("filters", "nav_sidebar", "theme"):
        assert finders.find(f"admin/js/{media}.js")
    folder = Path(str(finders.find("admin/js/theme.js"))).parent
    for path in folder.glob("*.js"):
        written |= set(
            re.findall(r"Storage\.setItem\(['\"]([^'\"]+)", path.read_text(encoding="utf-8"))
        )
    assert written == {name for name, _, _ in ADMIN_STORAGE}


def test_our_scripts_store_nothing():
    for path in (Path(settings.BASE_DIR) / "static" / "js").glob("*.js"):
        assert not re.search(
            "Storage|cookie|indexedDB|fetch\\(|XMLHttp|sendBeacon", path.read_text()
        ), path


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(36_000, "10 hours"), (31_449_600, "52 weeks"), (86_400, "1 day"), (90, "90 seconds")],
)
def test_lengths_in_words(seconds, text):
    assert length_in_words(seconds) == text
