"""Runs one command and writes what it took to a file: `launch.py FILE COMMAND…`; see measure.py.

A program of its own, because Linux counts the memory of the process that starts a command as the command's own until
it has started: the peak of a child is never below what its parent holds. This one holds nothing, about 9 MiB.
"""

import os
import sys
import time

start = time.perf_counter()
process = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(process, 0)
wall = time.perf_counter() - start
with open(sys.argv[1], "w") as file:
    print(os.waitstatus_to_exitcode(status), wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, file=file)
