"""The account forms come from allauth; labels, hints and errors are said in our own words."""

from __future__ import annotations

from django import forms, template
from django.contrib.auth.password_validation import MinimumLengthValidator, get_default_password_validators
from django.core.exceptions import ValidationError

register = template.Library()

LABELS = {
    "login": "E-mail address",
    "email": "E-mail address",
    "password": "Password",
    "oldpassword": "Current password",
    "password1": "New password",
    "password2": "The same password again",
    "code": "Code",
    "name": "Its name",
    "passwordless": "Sign in with this passkey alone, without the password",
}
PASSKEY_ALONE = "Your device then asks for its PIN, your finger or your face."
TWO_DIFFER = "The two passwords differ. Type the same one twice."
ERRORS = {
    "email_password_mismatch": "This address and password do not belong together. Check both and try again.",
    "too_many_login_attempts": "Too many tries. Wait five minutes, then try again.",
    "enter_current_password": "That is not your current password.",
    "incorrect_password": "That is not your password.",
    "duplicate_email": "You have this address already.",
    "invalid": "This is no whole e-mail address. Write it like name@example.org.",
    "password_too_short": "Too short. Use at least %(min_length)d characters.",
    "password_too_common": "Too many people use this password. Choose one that is yours alone.",
    "password_too_similar": "Too close to your e-mail address. Choose something else.",
    "password2": TWO_DIFFER,
}


@register.filter
def in_our_words(form: forms.BaseForm) -> forms.BaseForm:
    """The same form with our texts on the fields that allauth brings; other fields keep their own."""
    for name in LABELS.keys() & form.fields.keys():
        bound = form[name]
        bound.label, bound.help_text = LABELS[name], _hint(name)
        bound.field.widget.attrs.pop("placeholder", None)
    for name, errors in form.errors.items():
        errors.data = [_say(error, name) for error in errors.as_data()]
    return form


def _hint(name: str) -> str:
    if name == "passwordless":
        return PASSKEY_ALONE
    lengths = [v.min_length for v in get_default_password_validators() if isinstance(v, MinimumLengthValidator)]
    if name != "password1" or not lengths:
        return ""
    return f"At least {lengths[0]} characters. Four random words are easy to remember."


def _say(error: ValidationError, field: str) -> ValidationError:
    # allauth gives every error a code but one: the two passwords that differ.
    ours = ERRORS.get(error.code or field)
    return ValidationError(ours, code=error.code, params=error.params) if ours else error
