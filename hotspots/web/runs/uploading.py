"""How an upload is received: no larger than one may be, and gone with the process that takes it."""

from __future__ import annotations

import tempfile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class UnnamedFileHandler(FileUploadHandler):
    """Takes an upload into a file without a name: nothing is left of it, be the process killed.

    It is stopped as soon as it is larger than one may be; the limit is one request's.
    """

    chunk_size = 2**18
    _received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Make a place for the next file."""
        super().new_file(*args, **kwargs)
        self.file = UploadedFile(
            tempfile.TemporaryFile(),  # noqa: SIM115 - closed with the request
            self.file_name,
            self.content_type,
            0,
            self.charset,
            self.content_type_extra,
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's
        """Take a part of a file, unless it is one too many."""
        self._received += len(raw_data)
        if self._received > settings.UPLOAD_BYTES_AT_MOST:
            raise StopUpload(connection_reset=True)
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        """Return the file, whole."""
        self.file.seek(0)
        self.file.size = file_size
        return self.file

    def upload_interrupted(self) -> None:
        """Let go of a file that was not whole."""
        self.file.close()
