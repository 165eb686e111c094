#!/usr/bin/env python3
"""turns.py FC2 ROUNDS ESPALIER...: processor seconds (user and system) and wall seconds of two draws, by turns."""
import os
import statistics
import subprocess
import sys
import tempfile
import time

FC2, ROUNDS, TOOLS = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
DRAWS = {
    "fc2": [],
    "experiment-1": "--construction linear --candidates 21 --epsilon 0.01 --distribution uniform(-0.4642,0.5407)".split(),
}
found = {}
with tempfile.TemporaryDirectory() as folder:
    for name, options in DRAWS.items():
        for _ in range(ROUNDS):
            for tool in TOOLS:
                start = time.time()
                command = [tool, "ticket", "draw", FC2, "-o", f"{folder}/drawn.ticket", "--json", *options]
                drawing = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                _, status, used = os.wait4(drawing.pid, 0)
                assert status == 0
                found.setdefault((name, tool), []).append((used.ru_utime + used.ru_stime, time.time() - start))
for (name, tool), runs in found.items():
    processor, wall = (statistics.median(run[i] for run in runs) for i in (0, 1))
    print(f"{name} {tool} processor {processor:.2f} wall {wall:.2f}:", " ".join(f"{a:.2f}/{b:.2f}" for a, b in runs))
