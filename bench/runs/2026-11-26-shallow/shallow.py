#!/usr/bin/env python3
"""shallow.py ESPALIER NETWORKS: a target in 2L random layers (pairs) and in L + 1 (copies). NETWORKS holds a file of VNN-COMP 2021."""
import json
import random
import resource
import subprocess
import sys

TOOL, NETWORKS = sys.argv[1:3]


def ask(*arguments):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    text = subprocess.run([TOOL, *arguments, "--json"], capture_output=True, text=True, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return json.loads(text), after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def outputs(model):
    return [row for row in ask("run", model, "--input", "inputs.json")[0]["outputs"]]


for name, layers in (("two.onnx", "784-16-10"), ("four.onnx", "784-16-16-16-10")):
    ask("train", "--data", "glyphs", "--layers", layers, "--epochs", "2", "--training", "2000", "-o", name)
TARGETS = [("two.onnx", 784), ("four.onnx", 784), (f"{NETWORKS}/ACASXU_run2a_1_1_batch_2000.onnx", 5)]
for target, inputs in TARGETS:
    draws = random.Random(1)
    low = -0.5 if inputs == 5 else 0
    json.dump([[low + draws.random() for _ in range(inputs)] for _ in range(500)], open("inputs.json", "w"))
    wanted = outputs(target)
    size = sum(value * value for row in wanted for value in row)
    for construction in ("relu", "shallow"):
        sign = [] if inputs == 5 else ["--nonnegative-inputs"]
        sign += ["--objective", "bits"] if construction == "shallow" else []
        drawn, seconds = ask("ticket", "draw", target, "-o", "drawn.ticket", "--construction", construction, *sign)
        checked, checking = ask("ticket", "verify", "drawn.ticket", "--target", target)
        grids = ask("inspect", "drawn.ticket")[0]["ticket"]["grids"]
        found = outputs("drawn.ticket")
        errors = sum((a - b) ** 2 for r, s in zip(wanted, found) for a, b in zip(r, s))
        widths = [grid["outputs"] for grid in grids]
        hidden = [grid["candidates"] * (grid["inputs"] + (construction == "shallow" and i == 0)) for i, grid in enumerate(grids)]
        print(json.dumps({
            "target": target.split("/")[-1], "construction": construction,
            "layers": 2 * len(grids) if construction == "relu" else len(grids) + 1,
            "widest": max(hidden), "copies": [grid["candidates"] for grid in grids],
            "sums": sum(grid["outputs"] * (grid["inputs"] + (construction == "shallow" and i == 0)) for i, grid in enumerate(grids)),
            "parent": drawn["parentParameters"], "kept": drawn["keptEdges"], "beyond": drawn["infeasible"],
            "bitsPerWeight": round(drawn["bitsPerWeight"], 1), "box": (drawn["certifiedError"] or {}).get("boxError"),
            "relativeError": (errors / size) ** 0.5, "seconds": round(seconds, 1), "verified": checked["valid"], "verifySeconds": round(checking, 1),
        }), flush=True)
