"""A pseudo-terminal under a path of its own: what is written to it comes to standard output, standard input comes out of it. One process for
each, so that killing it is what pulling the plug is.

Argument: the path that shall lead to it. First line: "open", and the end with 1 when it cannot be made. Ends when standard input does.
"""

import os
import pty
import select
import sys
import tty

CHUNK = 4096


def linked(path, port):
    """The path leads to the port, whatever an earlier process left there."""
    if os.path.islink(path):
        os.unlink(path)
    os.symlink(port, path)


def carry(master):
    while True:
        for ready in select.select([0, master], [], [])[0]:
            data = os.read(ready, CHUNK)
            if not data:
                return
            to = master if ready == 0 else 1
            while data:
                data = data[os.write(to, data) :]


def main():
    # Held open here, too: without anybody at the port the other end would fail.
    master, port = pty.openpty()
    tty.setraw(port)
    linked(sys.argv[1], os.ttyname(port))
    os.write(1, b"open\n")
    try:
        carry(master)
    finally:
        os.unlink(sys.argv[1])


main()
