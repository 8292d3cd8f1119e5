"""Addresses that arrive in one mailbox, and only those."""

import pytest

from participation.engines.mailboxes import canonical_address


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("Ann.Lee+votes@GoogleMail.com", "annlee@gmail.com"),
        ("ann.lee+votes@outlook.com", "ann.lee@outlook.com"),
        ("ann+1@mac.com", "ann@icloud.com"),
        ("ann+1+2@hotmail.co.uk", "ann@hotmail.co.uk"),
        ("Ann.Lee+votes@Council.example", "ann.lee+votes@council.example"),
        (" ann@pm.me ", "ann@pm.me"),
    ],
)
def test_what_a_mailbox_is_known_by(address, mailbox):
    assert canonical_address(address) == mailbox
    assert canonical_address(mailbox) == mailbox
