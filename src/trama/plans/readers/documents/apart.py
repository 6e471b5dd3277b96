"""A document read in a process of its own, which can be killed, within limits of memory and time.

PDFium and the readers of archives see what strangers wrote; what they make of it comes back as plain data. The
process opens no file and no connection, and may write no byte to a file.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import pickle
import signal
import subprocess
import sys
from typing import Any

from trama.errors import SourceError
from trama.messages import Message
from trama.plans.readers.documents.proposal import Proposal
from trama.plans.readers.documents.registers import at_hand
from trama.plans.readers.documents.registers import name as name_rows

SECONDS = 120
MEGABYTES = 1_500
_PLAIN = {
    "trama.plans.readers.documents.blocks",
    "trama.plans.readers.documents.proposal",
}


def propose_apart(
    content: bytes, name: str, *, seconds: int = SECONDS, megabytes: int = MEGABYTES
) -> Proposal:
    """Return what a document was understood to say, read in another process, held against the registers.

    Raises SourceError if it cannot be read, holds no objective, or passes a limit.
    """
    asked = [sys.executable, "-m", __name__, name, str(megabytes), str(seconds)]
    # What imports Trama here imports it there.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    child = subprocess.Popen(  # noqa: S603
        asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=environment, start_new_session=True,
    )  # fmt: skip
    try:
        answer, _ = child.communicate(content, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise SourceError("document.late", seconds=seconds, path=name) from error
    finally:
        # Also what it started itself, such as tesseract.
        with contextlib.suppress(OSError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    if answer[:1] == b"P":
        proposal = _Plain(io.BytesIO(answer[1:])).load()
        if isinstance(proposal, Proposal):
            name_rows(proposal, at_hand())
            return proposal
    if answer[:1] == b"E":
        raise SourceError(Message.unpacked(json.loads(answer[1:])), path=name)
    if child.returncode == -signal.SIGXCPU:
        raise SourceError("document.late", seconds=seconds, path=name)
    raise SourceError("document.heavy", megabytes=megabytes, path=name)


_VALUES = (("decimal", "Decimal"), ("trama.plans.readers.goals", "Goal"))


class _Plain(pickle.Unpickler):
    """Reads the plain classes of a proposal, and nothing that could do anything."""

    def find_class(self, module: str, name: str) -> Any:
        if module in _PLAIN or (module, name) in _VALUES:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(name)


def _main(name: str, megabytes: int, seconds: int) -> None:
    content = sys.stdin.buffer.read()
    # Imported before the limits, which are for what the document makes of them.
    from trama.plans.readers.documents.reading import understand

    _confine(megabytes << 20, seconds)
    try:
        answer = b"P" + pickle.dumps(understand(content, name), protocol=4)
    except SourceError as error:
        answer = b"E" + json.dumps(error.message.packed()).encode()
    except MemoryError:
        facts = Message("document.heavy", megabytes=megabytes).packed()
        answer = b"E" + json.dumps(facts).encode()
    sys.stdout.buffer.write(answer)


def _confine(memory: int, seconds: int) -> None:
    """Bound what this process may take, where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.RLIM_INFINITY))


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
