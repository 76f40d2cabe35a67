# Holds one GPIO line for the gateway (client.ts), in a process of its own: edges with their time out, levels in. When the gateway
# goes, however it goes, standard input ends, and an output is put into its safe state before the line is let go.
#
#   asked by argument   {"chip": "gpiochip0" or null, "line": 17 or "name", "output": false, "bias": "as-is", "safe": 0}
#   takes               get · set LEVEL · pulse LEVEL MILLISECONDS (then the safe level)
#   says                edge LEVEL NS · missed · level LEVEL NS COMMANDED (the answer to each of the three) · fail CODE TEXT (and ends)
#
# Levels are those of the pin, 0 or 1. NS is the monotonic clock. What the levels mean is none of its business.
import json
import os
import select
import signal
import sys
import time

# Isolated mode leaves the script's own folder out.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from line_kernel import KERNEL_KEEPS, SECOND, KernelLine, Refused, code_of, has_chips  # noqa: E402
from line_sysfs import SAMPLE_MS, SysfsLine, has_sysfs  # noqa: E402

# More edges than any contact or meter gives: beyond it the line is left alone for the rest of the second.
MOST_EDGES = 1000


def say(*words):
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


class Keeper:
    def __init__(self, asked, line):
        self.line = line
        self.output = asked["output"]
        self.safe = asked["safe"]
        self.commanded = self.safe
        self.pulse_ends = None
        self.stopping = False
        self.last = line.get()
        self.second = time.monotonic_ns()
        self.edges_of_second = 0
        self.poller = select.poll()
        self.poller.register(0, select.POLLIN)
        self.watch(True)
        self.rest = b""

    def watch(self, on):
        if self.line.fd is not None:
            (self.poller.register if on else self.poller.unregister)(self.line.fd)
        self.watching = on

    def drive(self, level, pulse_ends=None):
        self.commanded = level
        self.pulse_ends = pulse_ends
        self.line.set(level)

    def stop_soon(self):
        """Somebody ends everything: safe at once; the process itself ends when the gateway lets go of it."""
        self.stopping = True
        if self.output:
            self.drive(self.safe)

    def take_edges(self):
        """Passes on what the kernel has; true when there was something."""
        if self.output or not self.watching:
            return False
        edges = self.line.edges()
        for level, ns in edges:
            say("edge", level, ns)
            self.last = level
        self.edges_of_second += len(edges)
        is_flood = self.edges_of_second > MOST_EDGES
        if is_flood:
            self.watch(False)
        # A full store may have had to drop what came after.
        if is_flood or len(edges) >= KERNEL_KEEPS:
            say("missed")
        return len(edges) > 0

    def answer(self):
        """The level, after every edge that led to it; one that no edge explains is said as it is."""
        for _ in range(4):
            level = self.line.get()
            while self.take_edges():
                pass
            if self.output or level == self.last:
                break
        self.last = level
        say("level", level, time.monotonic_ns(), self.commanded)

    def do(self, words):
        if words[0] != "get" and not self.output:
            raise Refused("gpio-refused", "an input is not driven")
        if words[0] == "set" and not self.stopping:
            self.drive(int(words[1]))
        if words[0] == "pulse" and not self.stopping:
            self.drive(int(words[1]), time.monotonic_ns() + int(words[2]) * 1_000_000)
        self.answer()

    def take_input(self):
        """False when the gateway has gone."""
        chunk = os.read(0, 4096)
        *lines, self.rest = (self.rest + chunk).split(b"\n")
        for text in lines:
            self.do(text.decode().split(" "))
        return len(chunk) > 0

    def tick(self):
        now = time.monotonic_ns()
        if self.pulse_ends is not None and now >= self.pulse_ends:
            self.drive(self.safe)
        if now - self.second >= SECOND:
            self.second = now
            self.edges_of_second = 0
            if not self.watching:
                self.watch(True)

    def wait_ms(self):
        until = [] if self.pulse_ends is None else [self.pulse_ends]
        if not self.watching:
            until.append(self.second + SECOND)
        if self.line.sampled and not self.output:
            until.append(time.monotonic_ns() + SAMPLE_MS * 1_000_000)
        return None if not until else max(0, (min(until) - time.monotonic_ns()) // 1_000_000 + 1)

    def run(self):
        while True:
            ready = [fd for fd, _ in self.poller.poll(self.wait_ms())]
            self.tick()
            if self.line.fd in ready or self.line.sampled:
                self.take_edges()
            if 0 in ready and not self.take_input():
                return


def line_of(asked):
    """The kernel's own interface wherever there is one; sysfs only where there is nothing else."""
    if has_chips():
        return KernelLine(asked)
    if has_sysfs():
        return SysfsLine(asked)
    raise Refused("gpio-absent", "")


def main():
    asked = json.loads(sys.argv[1])
    keeper = None
    # Signals are for the whole service: they make an output safe, and the end comes with the gateway's.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: keeper and keeper.stop_soon())
    try:
        keeper = Keeper(asked, line_of(asked))
        keeper.run()
    except Refused as refused:
        say("fail", refused.code, refused)
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            say("fail", code_of(error), error.strerror)
    finally:
        if keeper is not None and keeper.output:
            keeper.line.set(keeper.safe)


if __name__ == "__main__":
    main()
