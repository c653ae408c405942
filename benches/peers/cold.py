#!/usr/bin/env python3
"""The main query on files that are not in the page cache, in turn with plain reading of the same files.

As a program, `cold.py THREADS FILES…`, it is that plain reading: 1 MiB at a time, each thread takes the next file.
"""

import os
import sys

READ_BYTES = 1 << 20


def drop(files):
    """Asks the system to forget the files' pages; what is not on the disk yet is written first."""
    for path in files:
        file = os.open(path, os.O_RDONLY)
        os.fsync(file)
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(file)


def compare(query, data, programs, runs, timeout):
    """Costs by name, each run with an empty cache."""
    import measure

    files = data.files
    reader = [sys.executable, "-I", "-S", os.path.abspath(__file__)]
    commands = {f"read, {threads} at once": [*reader, str(threads), *files] for threads in (1, 2)}
    commands["chunkwise"] = programs.query(query, data)
    return measure.in_turn(commands, runs, timeout, before=lambda: drop(files), warm_up=0)


def read(files):
    buffer = bytearray(READ_BYTES)
    # One `next` of a shared iterator is one step of the interpreter: no two threads get the same file.
    for path in files:
        with open(path, "rb", buffering=0) as file:
            while file.readinto(buffer):
                pass


def main():
    import threading

    files = iter(sys.argv[2:])
    threads = [threading.Thread(target=read, args=(files,)) for _ in range(int(sys.argv[1]))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
