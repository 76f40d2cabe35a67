# One GPIO line through the files of /sys/class/gpio, for line_keeper.py on kernels that have nothing better. The level is looked at
# every 10 ms: what is shorter is not seen. A line stays exported, so that an output goes on being driven.
import errno
import os
import time

from line_kernel import Refused, code_of

ROOT = "/sys/class/gpio"
SAMPLE_MS = 10
# udev hands a fresh line to its group a moment after it is there.
PERMISSION_S = 1.0


def chips():
    """Folders of chips, as the kernel names them: by the number of their first line."""
    try:
        return sorted(name for name in os.listdir(ROOT) if name.startswith("gpiochip"))
    except OSError:
        return []


def has_sysfs():
    return len(chips()) > 0


def read_text(*parts):
    with open(os.path.join(ROOT, *parts), encoding="ascii", errors="replace") as file:
        return file.read().strip()


def write_text(text, *parts):
    with open(os.path.join(ROOT, *parts), "w", encoding="ascii") as file:
        file.write(text)


def number_of(asked):
    """The line's number in the one row of all lines. Where a chip begins in it is the kernel's affair: 0, 512, or anything else."""
    found = [name for name in chips() if asked["chip"] in (name, read_text(name, "label"))] or chips()
    if len(found) != 1:
        raise Refused("gpio-no-chip", "")
    if isinstance(asked["line"], str):
        raise Refused("gpio-no-line", "sysfs has no names: write the number")
    lines = int(read_text(found[0], "ngpio"))
    if asked["line"] >= lines:
        raise Refused("gpio-no-line", f"{found[0]} has {lines} lines")
    return int(read_text(found[0], "base")) + asked["line"]


class SysfsLine:
    fd = None
    sampled = True

    def __init__(self, asked):
        self.folder = f"gpio{number_of(asked)}"
        try:
            if not os.path.isdir(os.path.join(ROOT, self.folder)):
                write_text(self.folder.removeprefix("gpio"), "export")
            self.turn(("high" if asked["safe"] else "low") if asked["output"] else "in")
            self.file = open(os.path.join(ROOT, self.folder, "value"), "r+b" if asked["output"] else "rb", buffering=0)
        except OSError as error:
            raise Refused("gpio-line-busy" if error.errno == errno.EBUSY else code_of(error), "another driver") from error
        self.last = self.get()

    def turn(self, direction):
        until = time.monotonic() + PERMISSION_S
        while True:
            try:
                return write_text(direction, self.folder, "direction")
            except PermissionError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def get(self):
        return int(os.pread(self.file.fileno(), 1, 0) == b"1")

    def set(self, level):
        os.pwrite(self.file.fileno(), str(level).encode(), 0)

    def edges(self):
        level = self.get()
        if level == self.last:
            return []
        self.last = level
        return [(level, time.monotonic_ns())]
