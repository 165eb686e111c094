#!/usr/bin/env python3
"""turns.py ROUNDS OLD NEW -- ARGUMENTS...: wall and processor seconds of a command by two builds, by turns; medians and least."""
import os
import statistics
import subprocess
import sys
import time

end = sys.argv.index("--")
rounds, tools, arguments = int(sys.argv[1]), sys.argv[2:end], sys.argv[end + 1:]
runs = {tool: [] for tool in tools}
for _ in range(rounds):
    for tool in tools:
        start = time.time()
        command = subprocess.Popen([tool, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(command.pid, 0)
        assert status == 0, tool
        runs[tool].append((time.time() - start, used.ru_utime + used.ru_stime))
for tool, found in runs.items():
    for name, i in (("wall", 0), ("processor", 1)):
        values = [run[i] for run in found]
        print(f"{tool} {name}: median {statistics.median(values):.3f} least {min(values):.3f}")
