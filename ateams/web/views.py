"""Placeholder."""


def csrf_failure(request, reason=""):
    raise NotImplementedError


bad_request = permission_denied = page_not_found = server_error = csrf_failure
