"""A council's own provider, as a page and as allauth ask for it."""

from allauth.socialaccount.models import SocialApp

from coopservices import sealed_texts
from participation.council_sign_in.models import CouncilSignIn
from participation.councils.models import Council


def sign_in_of(council: Council | int) -> CouncilSignIn | None:
    """Where the council's own people sign in; None where it has no provider. One query."""
    return CouncilSignIn.objects.filter(council=council).first()


def use_of(council: Council) -> str:
    """What the secret of this council is sealed for: another council's row cannot take it."""
    return f"council-sign-in:{council.pk}"


def app_of(found: CouncilSignIn) -> SocialApp:
    """The provider as allauth takes it, kept nowhere. Raises KeyUnavailable and Unreadable."""
    return SocialApp(
        provider="openid_connect",
        provider_id=found.provider_id,
        name=found.name,
        client_id=found.client_id,
        secret=sealed_texts.unseal(found.sealed_secret, use=use_of(found.council)),
        settings={
            "server_url": found.issuer,
            "oauth_pkce_enabled": True,
            "fetch_userinfo": False,
        },
    )
