# Holds one GPIO line for the gateway (client.ts), in a process of its own: edges with their time out, levels in. When the gateway
# goes, however it goes, standard input ends, and an output is put into its safe state before the line is let go.
#
#   asked by argument   {"chip": "gpiochip0" or null, "line": 17 or "name", "output": false, "bias": "as-is", "safe": 0}
#   takes               get · set LEVEL · pulse LEVEL MILLISECONDS (then the safe level)
#   says                edge LEVEL NS · flood · level LEVEL NS COMMANDED (the answer to each of the three) · fail CODE TEXT (and ends)
#
# Levels are those of the pin, 0 or 1. NS is the monotonic clock. What the levels mean is none of its business.
import errno
import json
import os
import select
import signal
import sys
import time

CONSUMER = "campus-gateway"
# More edges than any contact or meter gives: beyond it the line is left alone for the rest of the second.
MOST_EDGES = 1000
SECOND = 1_000_000_000
CODES = {
    errno.ENOENT: "gpio-no-chip",
    errno.ENOTTY: "gpio-no-chip",
    errno.EACCES: "gpio-not-permitted",
    errno.EPERM: "gpio-not-permitted",
    errno.EBUSY: "gpio-line-busy",
    errno.ENODEV: "gpio-gone",
}


class Refused(Exception):
    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


def say(*words):
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


def code_of(error):
    return CODES.get(error.errno, "gpio-refused")


def library():
    """libgpiod's module; Refused when Debian's package is not there, or speaks another interface."""
    try:
        import gpiod
    except ImportError as error:
        raise Refused("gpio-library-missing", str(error)) from error
    if not hasattr(gpiod, "LINE_REQ_EV_BOTH_EDGES"):
        raise Refused("gpio-library-other", getattr(gpiod, "__version__", "of an unknown version"))
    return gpiod


def found_chip(gpiod, asked):
    """The chip and the offset of the line on it; a line by name alone is looked for on all chips."""
    name = asked["line"] if isinstance(asked["line"], str) else None
    if asked["chip"] is not None:
        chip = gpiod.Chip(asked["chip"], gpiod.Chip.OPEN_BY_NAME)
        line = chip.find_line(name) if name is not None else None
        return chip, asked["line"] if name is None else (None if line is None else line.offset())
    for chip in gpiod.ChipIter():
        line = chip.find_line(name)
        if line is not None:
            return gpiod.Chip(chip.name(), gpiod.Chip.OPEN_BY_NAME), line.offset()
    return None, None


def has_chips(gpiod):
    try:
        return any(True for _ in gpiod.ChipIter())
    except OSError:
        return True


class KernelLine:
    """One line through libgpiod. Held until the process ends."""

    def __init__(self, asked):
        gpiod = library()
        try:
            self.chip, offset = found_chip(gpiod, asked)
        except OSError as error:
            code = code_of(error)
            raise Refused("gpio-absent" if code == "gpio-no-chip" and not has_chips(gpiod) else code, error.strerror) from error
        if self.chip is None and not has_chips(gpiod):
            raise Refused("gpio-absent", "no chip")
        if offset is None or offset >= self.chip.num_lines():
            raise Refused("gpio-no-line", "" if self.chip is None else f"{self.chip.name()} has {self.chip.num_lines()} lines")
        self.line = self.chip.get_line(offset)
        bias = {"pull-up": "PULL_UP", "pull-down": "PULL_DOWN", "disable": "DISABLE"}.get(asked["bias"])
        flags = 0 if bias is None else getattr(gpiod, f"LINE_REQ_FLAG_BIAS_{bias}")
        self.rising = gpiod.LineEvent.RISING_EDGE
        try:
            if asked["output"]:
                self.line.request(consumer=CONSUMER, type=gpiod.LINE_REQ_DIR_OUT, flags=flags, default_vals=[asked["safe"]])
            else:
                self.line.request(consumer=CONSUMER, type=gpiod.LINE_REQ_EV_BOTH_EDGES, flags=flags)
        except OSError as error:
            self.line.update()
            raise Refused(code_of(error), self.line.consumer() or error.strerror) from error
        self.fd = None if asked["output"] else self.line.event_get_fd()

    def get(self):
        return self.line.get_value()

    def set(self, level):
        self.line.set_value(level)

    def edges(self):
        """What the kernel has in store: levels with their times; at most 16 at once."""
        if not self.line.event_wait(sec=0):
            return []
        return [(int(e.type == self.rising), monotonic_of(e.sec * SECOND + e.nsec)) for e in self.line.event_read_multiple()]


def monotonic_of(ns):
    """Kernels before 5.7 give the time of day."""
    now = time.monotonic_ns()
    return ns if ns <= now + SECOND else ns - (time.time_ns() - now)


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
        if self.line.fd is None or not self.watching:
            return False
        edges = self.line.edges()
        for level, ns in edges:
            say("edge", level, ns)
            self.last = level
        self.edges_of_second += len(edges)
        if self.edges_of_second > MOST_EDGES:
            say("flood")
            self.watch(False)
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
        return None if not until else max(0, (min(until) - time.monotonic_ns()) // 1_000_000 + 1)

    def run(self):
        while True:
            ready = [fd for fd, _ in self.poller.poll(self.wait_ms())]
            self.tick()
            if self.line.fd in ready:
                self.take_edges()
            if 0 in ready and not self.take_input():
                return


def main():
    asked = json.loads(sys.argv[1])
    keeper = None
    # Signals are for the whole service: they make an output safe, and the end comes with the gateway's.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: keeper and keeper.stop_soon())
    try:
        keeper = Keeper(asked, KernelLine(asked))
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
