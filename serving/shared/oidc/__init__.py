"""Tokens of an identity provider (OpenID Connect): its keys, what it says, who that is."""
