"""HiGHS and Espalier on the same neuron-subset problems at d = 2, one after the other.

    apt-get install python3-scipy
    python3 neuron_subset_highs.py PATH/TO/Espalier.Bench exact|search N DRAWS FIRST OUR_SECONDS HIGHS_SECONDS

The problems are those of `Espalier.Bench neuron-export`. HiGHS minimises the largest error on a fixed grid of 64 angles and of
all lines; the subset that it finds is then measured by its true error, as ours is. Seconds are processor time.
"""
import json
import resource
import subprocess
import sys

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

bench, method, width, draws, first, ours, theirs = sys.argv[1:]


def true_error(weights, coefficients, target, kept):
    """The largest |difference| over the circle: at a line, or where the gradient of an arc points."""
    vectors = np.vstack([weights[kept], target])
    signs = np.append(coefficients[kept], -1.0)
    lines = np.arctan2(vectors[:, 1], vectors[:, 0]) + np.pi / 2
    ends = np.sort(np.concatenate([lines, lines + np.pi]) % (2 * np.pi))
    middles = (ends + np.append(ends[1:], ends[0] + 2 * np.pi)) / 2
    active = (np.stack([np.cos(middles), np.sin(middles)], 1) @ vectors.T > 0) * signs
    gradients = active @ vectors
    peaks = np.arctan2(gradients[:, 1], gradients[:, 0])
    angles = np.concatenate([ends, peaks, peaks + np.pi])
    values = np.maximum(np.stack([np.cos(angles), np.sin(angles)], 1) @ vectors.T, 0) @ signs
    return np.abs(values).max()


def solve(weights, coefficients, target):
    count = len(coefficients)
    angle = lambda v: np.arctan2(v[..., 1], v[..., 0])
    theta = np.concatenate([np.linspace(0, 2 * np.pi, 64, endpoint=False), angle(weights) + np.pi / 2, angle(weights) - np.pi / 2,
                            [angle(target) + np.pi / 2, angle(target) - np.pi / 2]])
    x = np.stack([np.cos(theta), np.sin(theta)], 1)
    phi = np.maximum(x @ weights.T, 0) * coefficients
    f = np.maximum(x @ target, 0)
    one = np.ones((len(theta), 1))
    return milp(np.append(np.zeros(count), 1.0),
                constraints=LinearConstraint(np.vstack([np.hstack([phi, -one]), np.hstack([-phi, -one])]), -np.inf, np.concatenate([f, -f])),
                integrality=np.append(np.ones(count), 0), bounds=Bounds(0, np.append(np.ones(count), 2)), options=dict(time_limit=float(theirs)))


def seconds(who):
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def main():
    times = ([], [])
    # All of ours in one process, as HiGHS has one: the first draw pays for the compilation of both.
    lines = subprocess.check_output([bench, "neuron-subsets", method, "2", width, draws, first, ours], text=True).splitlines()
    for draw in range(int(first), int(first) + int(draws)):
        problem = json.loads(subprocess.check_output([bench, "neuron-export", "2", width, str(draw)]))
        weights, coefficients, target = (np.array(problem[key]) for key in ("weights", "coefficients", "target"))
        line = lines[draw - int(first)]
        start = seconds(resource.RUSAGE_SELF)
        found = solve(weights, coefficients, target)
        spent = seconds(resource.RUSAGE_SELF) - start
        times[0].append(float(line.split()[1]))
        times[1].append(spent)
        print("ours ", line)
        if found.x is None:
            print(f"HiGHS {draw}: {spent:.3f} s, nothing found", flush=True)
            continue
        kept = np.flatnonzero(found.x[:-1] > 0.5)
        print(f"HiGHS {draw}: {spent:.3f} s, error {true_error(weights, coefficients, target, kept):.6f}, on the grid {found.fun:.6f}, "
              f"bound on the grid {found.mip_dual_bound:.6f}, status {found.status}, kept {len(kept)}, nodes {found.mip_node_count}", flush=True)
    for name, all_times in zip(("ours", "HiGHS"), times):
        print(f"{name} N={width}: median {np.median(all_times):.3f} s, largest {max(all_times):.3f} s, least {min(all_times):.3f} s")


main()
