# One GPIO line through libgpiod (Debian's python3-libgpiod, version 1.6), for line_keeper.py.
import errno
import os
import time

CONSUMER = "campus-gateway"
SECOND = 1_000_000_000
# Edges of one line that wait to be read; when there are so many, the kernel drops the newest and says nothing.
KERNEL_KEEPS = 16
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


def has_chips():
    return any(name.startswith("gpiochip") for name in os.listdir("/dev"))


class KernelLine:
    """Held until the process ends."""

    sampled = False

    def __init__(self, asked):
        gpiod = library()
        try:
            self.chip, offset = found_chip(gpiod, asked)
        except OSError as error:
            raise Refused(code_of(error), error.strerror) from error
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
