# Sends ICMP echoes for the gateway (pinger.ts), for all its ping probes in one process, because Node has no such socket.
# When the gateway goes, standard input ends, and so does this.
#
#   takes   ID ADDRESS COUNT INTERVAL_MS TIMEOUT_MS
#   says    done ID RECEIVED SENT MEAN_MS · fail ID CODE (for one request) · refused TEXT (no socket may be opened; and ends)
#
# A datagram socket needs no right where net.ipv4.ping_group_range allows the account's group; else CAP_NET_RAW.
import errno
import heapq
import itertools
import os
import select
import socket
import struct
import sys
import time

# After the header: a number of this process and one of the echo, so that nobody else's answer is taken for ours.
MARK = struct.Struct("!8sQ")
NONCE = os.urandom(8)
KINDS = {
    socket.AF_INET: (socket.IPPROTO_ICMP, 8, 0),
    socket.AF_INET6: (socket.IPPROTO_ICMPV6, 128, 129),
}
# A raw socket hears all that comes to the machine; these let echo replies through only (linux/icmp.h, linux/icmpv6.h).
FILTERS = {
    socket.AF_INET: (255, 1, struct.pack("=I", ~(1 << 0) & 0xFFFFFFFF)),
    socket.AF_INET6: (socket.IPPROTO_ICMPV6, 1, bytes(255 if i != 16 else 0xFD for i in range(32))),
}


def say(*words):
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


def checksum(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def open_socket(family):
    """The socket, and whether what it receives begins with the IP header."""
    protocol = KINDS[family][0]
    try:
        opened, is_raw = socket.socket(family, socket.SOCK_DGRAM, protocol), False
    except PermissionError:
        opened, is_raw = socket.socket(family, socket.SOCK_RAW, protocol), family == socket.AF_INET
        opened.setsockopt(*FILTERS[family])
    opened.setblocking(False)
    return opened, is_raw


class Asked:
    def __init__(self, name, family, address, count, interval, timeout):
        self.name, self.family, self.address = name, family, address
        self.count, self.interval, self.timeout = count, interval, timeout
        self.sent = 0
        self.open = {}
        self.times = []
        self.failed = None

    @property
    def is_over(self):
        return self.sent == self.count and not self.open


class Sender:
    def __init__(self):
        self.sockets = {}
        self.poller = select.poll()
        self.poller.register(0, select.POLLIN)
        self.numbers = itertools.count(1)
        self.waiting = {}
        self.due = []
        self.rest = b""

    def socket_of(self, family):
        if family not in self.sockets:
            opened, is_raw = open_socket(family)
            self.sockets[family] = (opened, is_raw)
            self.poller.register(opened, select.POLLIN)
        return self.sockets[family]

    def later(self, at, what, *more):
        heapq.heappush(self.due, (at, next(self.numbers), what, more))

    def take(self, line):
        name, address, *numbers = line.split()
        count, interval, timeout = (int(number) for number in numbers)
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        asked = Asked(name, family, address, count, interval / 1000, timeout / 1000)
        self.later(time.monotonic(), self.send, asked)

    def send(self, asked):
        number = next(self.numbers)
        _, request, _ = KINDS[asked.family]
        head = (request, 0, os.getpid() & 0xFFFF, number & 0xFFFF)
        mark = MARK.pack(NONCE, number)
        bare = struct.pack("!BBHHH", request, 0, 0, *head[2:]) + mark
        packet = struct.pack("!BBHHH", request, 0, checksum(bare), *head[2:]) + mark
        asked.sent += 1
        now = time.monotonic()
        try:
            self.socket_of(asked.family)[0].sendto(packet, (asked.address, 0))
        except OSError as error:
            asked.failed = errno.errorcode.get(error.errno, "error")
            if error.errno in (errno.EPERM, errno.EACCES) and asked.family not in self.sockets:
                say("refused", asked.failed)
                sys.exit(1)
        else:
            asked.open[number] = now
            self.waiting[number] = asked
            self.later(now + asked.timeout, self.give_up, asked, number)
        if asked.sent < asked.count:
            self.later(now + asked.interval, self.send, asked)
        else:
            self.end(asked)

    def give_up(self, asked, number):
        self.waiting.pop(number, None)
        if asked.open.pop(number, None) is not None:
            self.end(asked)

    def end(self, asked):
        if not asked.is_over:
            return
        if not asked.times and asked.failed is not None:
            say("fail", asked.name, asked.failed)
            return
        mean = sum(asked.times) / len(asked.times) * 1000 if asked.times else 0
        say("done", asked.name, len(asked.times), asked.sent, "%.3f" % mean)

    def receive(self, family):
        opened, is_raw = self.sockets[family]
        try:
            data, sender = opened.recvfrom(2048)
        except OSError:
            return
        now = time.monotonic()
        if is_raw and data:
            data = data[(data[0] & 15) * 4 :]
        if len(data) != 8 + MARK.size or data[0] != KINDS[family][2]:
            return
        nonce, number = MARK.unpack(data[8:])
        asked = self.waiting.get(number)
        if nonce != NONCE or asked is None or not same_host(family, sender[0], asked.address):
            return
        del self.waiting[number]
        asked.times.append(now - asked.open.pop(number))
        self.end(asked)

    def run(self):
        while True:
            # One thing between two looks: answers that are not fetched in time overflow the socket's buffer.
            if self.due and self.due[0][0] <= time.monotonic():
                _, _, what, more = heapq.heappop(self.due)
                what(*more)
            wait = None if not self.due else max(0, self.due[0][0] - time.monotonic()) * 1000
            for fd, _ in self.poller.poll(wait):
                if fd == 0:
                    data = os.read(0, 65536)
                    if not data:
                        return
                    *lines, self.rest = (self.rest + data).split(b"\n")
                    for line in lines:
                        self.take(line.decode("ascii"))
                else:
                    self.receive(next(family for family, (opened, _) in self.sockets.items() if opened.fileno() == fd))


def same_host(family, one, other):
    return socket.inet_pton(family, one.split("%")[0]) == socket.inet_pton(family, other.split("%")[0])


Sender().run()
