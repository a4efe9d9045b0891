"""Widgets of this app's forms."""

from django import forms


def textarea(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})
