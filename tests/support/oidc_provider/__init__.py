"""A company's OpenID Connect provider for tests: django-allauth's own, a tiny Django project in a process of its own.

`__main__` fills and serves it, `settings` and `urls` are the project. Nothing of Artel is in it.
"""

CLIENT = "artel"
SECRET = "secret-of-the-client"
PASSWORD = "pass-of-the-provider-1"
"""What everybody of the provider signs in with there."""
