"""How much a page takes, and which pages take files."""

from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler
from django.http import HttpRequest


class FileRefused(SuspiciousOperation):
    """A file was sent to a page that takes none."""


def most_bytes(request: HttpRequest) -> int:
    """How many bytes the body of this request may have."""
    ordinary: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return settings.PAGES_THAT_TAKE_FILES.get(_page(request), ordinary)


class OnlyWhereFilesBelong(FileUploadHandler):
    """Raises FileRefused before a byte of a file is kept, unless the page takes files. Django would
    write it to temporary storage for anybody, and count none of it.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Refuse, or leave it to the handlers after this one."""
        if self.request is None or _page(self.request) not in settings.PAGES_THAT_TAKE_FILES:
            raise FileRefused

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """The same, for the handlers after this one."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers after this one."""


class InMemoryWhereTheyMust(MemoryFileUploadHandler):
    """Keeps a file in memory, whatever its size, where its page says that it may not lie on a disk:
    Django would write what is large to temporary storage.
    """

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Take the file, or leave it to the handlers after this one."""
        named = _page(self.request) if self.request else ""
        self.activated = named in settings.PAGES_WHOSE_FILES_STAY_IN_MEMORY


def _page(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""
