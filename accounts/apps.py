"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and access."""

    name = "accounts"

    def ready(self) -> None:
        """A second factor that is set up ends the sessions opened without one."""
        from allauth.mfa.signals import authenticator_added

        from .second_factor import on_factor_added

        authenticator_added.connect(on_factor_added, dispatch_uid="sign out others")
