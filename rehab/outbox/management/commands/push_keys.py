"""A new key for web push, to be put into the environment."""

from __future__ import annotations

import base64
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Print a key; nothing is stored."""

    help = "Print a new PUSH_PRIVATE_KEY. Browsers that subscribed under another key have to be asked again."

    def handle(self, *args: Any, **options: Any) -> None:
        """A private key of the curve web push asks for (RFC 8292)."""
        from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

        number = generate_private_key(SECP256R1()).private_numbers().private_value
        key = base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")
        self.stdout.write(f"PUSH_PRIVATE_KEY={key}")
