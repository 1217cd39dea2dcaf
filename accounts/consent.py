"""What a person agrees to at sign-up. A changed text needs a new version: the version is stored with the consent."""

VERSION = "2026-11"
TEXT = (
    "I agree that Backstride stores and uses what I tell it about my health, to screen for warning signs and to make "
    "my plan. I can withdraw this at any time by closing my account."
)
