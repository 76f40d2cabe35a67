"""Carries bytes between a serial port and its own standard input and output. One process for each port, so that nothing that a port
or its adapter does can touch the gateway.

Arguments: path, baud rate, parity (none, even, odd), stop bits. First line: "open", or the name of the error, and the end. Bytes follow
as they are. Ends with 3 when the port is gone, with 0 when standard input ends.
"""

import errno
import fcntl
import os
import select
import sys
import termios

PORT_GONE = 3
CHUNK = 4096


def opened(path, baud, parity, stop_bits):
    """The port for us alone, with these settings and nothing of before in it."""
    port = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    fcntl.flock(port, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.ioctl(port, termios.TIOCEXCL)
    flags = termios.CS8 | termios.CREAD | termios.CLOCAL
    flags |= {"none": 0, "even": termios.PARENB, "odd": termios.PARENB | termios.PARODD}[parity]
    flags |= termios.CSTOPB if stop_bits == "2" else 0
    speed = getattr(termios, f"B{baud}")
    controls = termios.tcgetattr(port)[6]
    controls[termios.VMIN], controls[termios.VTIME] = 1, 0
    termios.tcsetattr(port, termios.TCSANOW, [0, 0, flags, 0, speed, speed, controls])
    termios.tcflush(port, termios.TCIOFLUSH)
    return port


def write_all(to, data):
    while data:
        select.select([], [to], [])
        data = data[os.write(to, data) :]


def carry(port):
    while True:
        for ready in select.select([0, port], [], [])[0]:
            data = os.read(ready, CHUNK)
            if not data:
                return PORT_GONE if ready == port else 0
            write_all(port if ready == 0 else 1, data)


def main():
    try:
        port = opened(*sys.argv[1:])
    except (OSError, termios.error) as error:
        code = error.args[0]
        name = "EBUSY" if code == errno.EAGAIN else errno.errorcode.get(code, "EIO")
        os.write(1, f"{name}\n".encode())
        return 1
    os.write(1, b"open\n")
    try:
        return carry(port)
    except OSError:
        return PORT_GONE


sys.exit(main())
