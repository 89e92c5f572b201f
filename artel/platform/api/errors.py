"""What the API refuses beside what everything refuses. `target` names the option or property in question."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from artel.platform.kernel.errors import ArtelError


class ApiError(ArtelError):
    """Base of the API's own refusals. Never raised itself."""

    def __init__(self, message: str | None = None, *, target: str = "") -> None:
        """`target` is told to the client."""
        super().__init__(message)
        self.target = target


class BadRequest(ApiError):
    """The address, an option, a header or the body can't be read."""

    code = "bad_request"
    http_status = 400
    message = _("The request can't be read.")


class NotSupported(ApiError):
    """OData has it, this service does not."""

    code = "not_implemented"
    http_status = 501
    message = _("This part of OData is not supported.")


class NotAcceptable(ApiError):
    """The client wants a format other than JSON."""

    code = "not_acceptable"
    http_status = 406
    message = _("Data is served as JSON only.")


class UnsupportedMedia(ApiError):
    """The body is not JSON."""

    code = "unsupported_media_type"
    http_status = 415
    message = _("Send JSON with Content-Type: application/json.")


class MethodNotAllowed(ApiError):
    """The address exists and does not know the method."""

    code = "method_not_allowed"
    http_status = 405
    message = _("This method does not work here.")

    def __init__(self, *allowed: str) -> None:
        """`allowed` are the methods that do."""
        super().__init__()
        self.allowed = allowed


class TooLarge(ApiError):
    """The body is larger than one record can be."""

    code = "too_large"
    http_status = 413
    message = _("The request is too large.")


class Unauthorized(ApiError):
    """No token, or one that opens nothing."""

    code = "unauthorized"
    http_status = 401
    message = _("Send a token: Authorization: Bearer artel_…")
