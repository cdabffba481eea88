"""The Django project and the public site."""
