"""A small load generator: as many connections as told, each asks for the next address as soon as it is answered.

Runs as a process of its own (`python -m _bench.load PORT CONNECTIONS SECONDS < addresses`) and prints a JSON object
with requests per second, p50 and p99 in milliseconds. It keeps its connections and reads whole answers; the same
generator measures the page and the bare view, so what it costs itself cancels out of their ratio.
"""

import json
import selectors
import socket
import sys
import time


class Connection:
    """One kept connection: sends a request, collects the answer."""

    def __init__(self, port: int, selector):
        self.port, self.selector = port, selector
        self.open()

    def open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.selector.register(self.socket, selectors.EVENT_READ, self)

    def ask(self, request: bytes) -> None:
        self.sent = time.perf_counter()
        self.buffer, self.length = b"", None
        self.socket.sendall(request)

    def read(self) -> bool:
        """Take what came; True when the answer is whole."""
        data = self.socket.recv(262_144)
        if not data:
            raise SystemExit("the server closed a connection within an answer")
        self.buffer += data
        if self.length is None and b"\r\n\r\n" in self.buffer:
            head, _, body = self.buffer.partition(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"not the page: {head.splitlines()[0].decode()}")
            lines = head.lower().split(b"\r\n")
            size = next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:"))
            self.closing = b"connection: close" in lines
            self.length = len(head) + 4 + size
        return self.length is not None and len(self.buffer) >= self.length

    def again(self) -> None:
        """The server ends a connection from time to time, and says so."""
        if self.closing:
            self.selector.unregister(self.socket)
            self.socket.close()
            self.open()


def measure(port: int, connections: int, duration: float, paths: list[str]) -> dict:
    """Load the server for `duration` seconds."""
    selector = selectors.DefaultSelector()
    requests = [
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: identity\r\n\r\n".encode() for path in paths
    ]
    turn = 0
    for connection in [Connection(port, selector) for _ in range(connections)]:
        connection.ask(requests[turn % len(requests)])
        turn += 1
    times = []
    start = time.perf_counter()
    while (now := time.perf_counter()) - start < duration:
        for key, _ in selector.select(0.5):
            connection = key.data
            if connection.read():
                times.append(time.perf_counter() - connection.sent)
                connection.again()
                connection.ask(requests[turn % len(requests)])
                turn += 1
    elapsed = now - start
    times.sort()
    at = lambda share: round(times[min(len(times) - 1, int(share * len(times)))] * 1000, 2)  # noqa: E731
    return {"rps": len(times) / elapsed, "p50_ms": at(0.5), "p99_ms": at(0.99), "requests": len(times)}


if __name__ == "__main__":
    addresses = sys.stdin.read().split("\n")
    print(json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), addresses)))
