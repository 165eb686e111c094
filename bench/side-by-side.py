#!/usr/bin/env python3
"""Two builds of espalier on the same work, turn about: median seconds by the clock and of the processor, and their ratio.

Usage: bench/side-by-side.py OLD NEW DATA [REPEATS [NAME,…]]     OLD and NEW: folders with Espalier.Cli.dll; DATA: ../shared/data
Run it under `taskset -c 0,1` where there are more than two cores."""
import json, os, resource, shutil, statistics, subprocess, sys, tempfile, time

old, new, data = (os.path.abspath(p) for p in sys.argv[1:4])
share = float(sys.argv[4]) if len(sys.argv) > 4 else 1
names = sys.argv[5].split(",") if len(sys.argv) > 5 else [""]
work = tempfile.mkdtemp()
mnist, fc2, lenet = f"{data}/mnist", f"{data}/pensia/fc2.pt", f"{data}/pensia/LeNet5_e50_h500.pt"
acas, half = f"{data}/networks/ACASXU_run2a_1_1_batch_2000.onnx", f"{work}/half.onnx"
boxes = {
    "P1": ("0.6,-0.5,-0.5,0.45,-0.5", "0.67985776,0.5,0.5,0.5,-0.45"),
    "P3": ("-0.303531,-0.0095493,0.493380,0.3,0.3", "-0.298553,0.0095493,0.5,0.5,0.5"),
    "P16": ("-0.12929,-0.5,-0.5,-0.5,-0.5", "0.70043,-0.111408,-0.499204,-0.409091,0.5"),
}
popup = ["popup", "--data", mnist, "--epochs", "2", "--json", "--quiet"]
tasks = [
    ("espalier --version", 15, ["--version"]),
    ("reproduce pensia-experiment-1", 5, ["reproduce", "pensia-experiment-1", "--target", fc2, "--data", mnist, "--json", "--quiet"]),
    *[(f"certify ACAS 1_1, float16, {name}", 9, ["certify", acas, half, "--box", *box, "--output", "0", "--epsilon", "0.05", "--json"])
      for name, box in boxes.items()],
    ("evaluate fc2", 7, ["evaluate", fc2, "--data", mnist, "--architecture", "784: dense, relu, dense", "--json", "--quiet"]),
    ("evaluate LeNet-5", 7, ["evaluate", lenet, "--data", mnist, "--json", "--quiet"]),
    ("train, 2 epochs", 3, ["train", "--data", mnist, "--epochs", "2", "--json", "--quiet"]),
    *[(f"popup {kind}, 2 epochs", 3, [*popup, "--structure", kind]) for kind in ("linear", "relu", "wide")],
    ("gap, d = 2, 3", 1, ["gap", "--dimensions", "2,3", "--methods", "weights,neurons,refit,single-product", "--epsilons", "0.4,0.3,0.2,0.1",
                          "--trials", "21", "--out", "gap", "--json", "--quiet"]),
]


def run(build, arguments):
    shutil.rmtree(f"{work}/gap", ignore_errors=True)
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    ran = subprocess.run(["dotnet", f"{build}/Espalier.Cli.dll", *arguments], cwd=work, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if ran.returncode not in (0, 1): sys.exit(f"{build}: {' '.join(arguments)}: {ran.returncode}\n{ran.stderr.decode()[-2000:]}")
    return seconds, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, ran.stdout


subprocess.run(["dotnet", f"{old}/Espalier.Cli.dll", "convert", acas, half, "--round", "float16", "--quiet"], check=True, stdout=subprocess.DEVNULL)
print("| work | runs | old, s | new, s | ratio | processor: old, s | new, s | ratio |\n|---|---:|---:|---:|---:|---:|---:|---:|")
for name, repeats, arguments in tasks:
    if not any(part in name for part in names): continue
    times = {old: [], new: []}
    for i in range(max(1, round(repeats * share))):
        for build in (old, new) if i % 2 == 0 else (new, old): times[build].append(run(build, arguments)[:2])
    clock, processor = ([statistics.median(t[k] for t in times[build]) for build in (old, new)] for k in (0, 1))
    print(f"| {name} | {len(times[old])} | {clock[0]:.3f} | {clock[1]:.3f} | {clock[1] / clock[0]:.2f} "
          f"| {processor[0]:.3f} | {processor[1]:.3f} | {processor[1] / processor[0]:.2f} |", flush=True)
shutil.rmtree(work)
