"""HiGHS on single subset sums as Experiment 1 of Pensia et al. 2020 has them: 21 candidates over the range of the trained weights.

    apt-get install python3-scipy
    python3 subset_sum_highs.py [INSTANCES]

A subset within 0.01 of the target and with the smallest error, to a relative gap of 1 %, as the published code asks for. Seconds are
of the clock. Errors below 1e-6 are HiGHS's own feasibility tolerance.
"""
import sys
import time

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

CANDIDATES, TOLERANCE, GAP, LIMIT = 21, 0.01, 0.01, 120


def solve(candidates, target):
    """Variables: whether each candidate is kept, and the error, which bounds the excess from both sides."""
    least_error = np.append(np.zeros(CANDIDATES), 1)
    both_sides = np.vstack([np.append(candidates, -1), np.append(-candidates, -1)])
    return milp(least_error,
                constraints=LinearConstraint(both_sides, -np.inf, [target, -target]),
                integrality=np.append(np.ones(CANDIDATES), 0),
                bounds=Bounds(0, np.append(np.ones(CANDIDATES), TOLERANCE)),
                options=dict(mip_rel_gap=GAP, time_limit=LIMIT))


def main():
    random = np.random.default_rng(1)
    seconds = []
    for instance in range(int(sys.argv[1]) if len(sys.argv) > 1 else 6):
        candidates, target = random.uniform(-0.4642, 0.5407, CANDIDATES), random.normal(0, 0.05)
        start = time.perf_counter()
        found = solve(candidates, target)
        seconds.append(time.perf_counter() - start)
        print(f"{instance}: {seconds[-1]:.3f} s, " + ("nothing found" if found.x is None else f"error {found.fun:.2e}, status {found.status}"), flush=True)
    print(f"median {np.median(seconds):.3f} s")


main()
