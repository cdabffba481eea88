"""What all forms of cases have in common."""

from django import forms


class PlainForm(forms.Form):
    """Errors come from the server in plain Chinese; browsers speak their own language."""

    use_required_attribute = False
