"""A client that asks for one page again and again over kept connections, and prints how often it was answered.

python tests/speed/load.py PORT PATH COOKIE SECONDS
"""

import socket
import sys
import threading
import time

CONNECTIONS = 4


def ask(port: int, request: bytes, until: float, answered: list[int]) -> None:
    """Ask until then. RuntimeError for another answer than a page."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        stream = connection.makefile("rb")
        while time.monotonic() < until:
            connection.sendall(request)
            status, length = stream.readline(), 0
            if b" 200 " not in status:
                raise RuntimeError(status)
            while (line := stream.readline()) != b"\r\n":
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            stream.read(length)
            answered.append(1)


def main(port: str, path: str, cookie: str, seconds: str) -> None:
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept-Encoding: gzip"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    request = "\r\n".join([*lines, "", ""]).encode()
    answered: list[int] = []
    until = time.monotonic() + float(seconds)
    threads = [
        threading.Thread(target=ask, args=(int(port), request, until, answered))
        for _ in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(len(answered) / float(seconds))


if __name__ == "__main__":
    main(*sys.argv[1:])
