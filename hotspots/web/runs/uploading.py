"""What an upload may be: judged by its content and its size, and kept under a name of our own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class SizeLimitHandler(FileUploadHandler):
    """Stops an upload as soon as it is larger than one may be."""

    chunk_size = 2**18
    _received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Count on from the files before it: the limit is one request's."""
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - Django's
        """Take a part of a file, unless it is one too many."""
        self._received += len(raw_data)
        if self._received > settings.UPLOAD_BYTES_AT_MOST:
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handler that keeps it."""
