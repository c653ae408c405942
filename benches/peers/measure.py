"""Processes and what they take: run one, run several in turn, compare answers."""

import json
import math
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

LAUNCH = Path(__file__).resolve().parent / "launch.py"


class Failed(Exception):
    """The command ended with an error, or not in time."""


@dataclass
class Cost:
    """Wall and CPU seconds, peak resident MiB of a whole process, from start to end."""

    wall: float
    cpu: float
    peak: float


def run(command, timeout):
    """Runs a command; returns its standard output and its Cost."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.NamedTemporaryFile() as cost:
        launch = [sys.executable, "-I", "-S", LAUNCH, cost.name, *command]
        # A session of its own: when time is up, the launcher and all that it started end together.
        launcher = subprocess.Popen(
            launch, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True
        )
        try:
            launcher.wait(timeout)
        except subprocess.TimeoutExpired:
            raise Failed(f"not done after {timeout} s") from None
        finally:
            if launcher.poll() is None:
                os.killpg(launcher.pid, signal.SIGKILL)
                launcher.wait()
        figures = cost.read().split()
        if not figures or int(figures[0]) != 0:
            err.seek(0)
            raise Failed(reason(err.read().decode(errors="replace")))
        out.seek(0)
        return out.read().decode(errors="replace"), Cost(*map(float, figures[1:]))


def reason(errors):
    """The line of standard error that says what went wrong: Python's exception, or else the last one."""
    lines = errors.strip().splitlines() or ["it ended without a message"]
    return next((line for line in reversed(lines) if re.match(r"[\w.]*(Error|Exception)\b", line)), lines[-1])


def in_turn(commands, runs, timeout, before=lambda: None, warm_up=1, check=lambda name, text: None):
    """Runs the commands A B C, B C A, …, `runs` times each after the rounds that warm up.

    Returns a list of Cost for each name, or the text that says why it failed; what fails is not run again. `before` is
    called ahead of each run, `check` with each output; it raises Failed where the answer is wrong.
    """
    results = {name: [] for name in commands}
    names = list(commands)
    for turn in range(warm_up + runs):
        # Nobody is always first, or always last, when a round is slow to begin or to end.
        start = turn % len(names)
        for name in names[start:] + names[:start]:
            if isinstance(results[name], str):
                continue
            before()
            try:
                text, cost = run(commands[name], timeout)
                check(name, text)
            except Failed as failure:
                results[name] = str(failure)
                continue
            if turn >= warm_up:
                results[name].append(cost)
    return results


def medians(costs):
    """The median of each figure, on its own."""
    return Cost(*(statistics.median(getattr(cost, field) for cost in costs) for field in ("wall", "cpu", "peak")))


def rows(text, keys):
    """The rows of an answer, sorted by their first `keys` values.

    An answer is lines of JSON, an object or a list for each row; ValueError or TypeError if it is anything else.
    """
    lines = [json.loads(line) for line in text.splitlines() if line.strip()]
    # An object may leave out what is null; the longest has the names of all columns, in order.
    names = max((line for line in lines if isinstance(line, dict)), key=len, default={})
    lines = [[line.get(name) for name in names] if isinstance(line, dict) else list(line) for line in lines]
    return sorted(lines, key=lambda row: [place(key) for key in row[:keys]]) if keys else lines


def place(key):
    """What keys are sorted by: NaN and null, which have no order of their own, come last."""
    if key is None:
        return 2, 0
    return (1, 0) if is_nan(key) else (0, key)


def is_nan(value):
    return isinstance(value, float) and math.isnan(value)


def difference(ours, theirs):
    """What tells two answers apart, or None: numbers may differ by 1e-9 of their size or by 1e-12, texts and row counts may not."""
    if len(ours) != len(theirs):
        return f"{len(ours)} rows against {len(theirs)}"
    for left, right in zip(ours, theirs):
        if len(left) != len(right) or not all(map(same, left, right)):
            return f"{left} against {right}"
    return None


def same(left, right):
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-12) or (is_nan(left) and is_nan(right))
    return left == right
