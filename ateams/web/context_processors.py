"""Placeholder."""


def product(request):
    return {}
