#!/usr/bin/python3
"""VeryDiff's published verdicts beside ours: ACAS Xu pruned by 5 %, the boxes of eight properties, the largest output below 0.05.

Usage: bench/peers/verydiff.py RESULTS.csv NETWORKS PRUNED OUT.tsv [SECONDS]
RESULTS.csv is experiments_final/VeryDiff/acas-0.05-120/results.csv of a published evaluation of VeryDiff (120 s a question, on its authors'
machine; VeryDiff needs Julia, which Debian 12 does not have, so it is not run). NETWORKS and PRUNED hold ACASXU_run2a_I_J_batch_2000.onnx and
…_pruned5.onnx; pairs that are not there are left out. Every answer of ours is one process on one thread, its processor seconds those of the whole
process. Property 2 has the box of 1, and what the evaluation calls property 26 is published nowhere: both are left out.
Build ours first: dotnet build src/Espalier.Cli -c Release.
"""
import csv, json, os, resource, subprocess, sys, tempfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
OURS = os.environ.get('ESPALIER') or os.path.join(ROOT, 'src', 'Espalier.Cli', 'bin', 'Release', 'net10.0', 'Espalier.Cli.dll')
PI = 3.141592
MEANS, RANGES = (19791.091, 0, 0, 650, 600), (60261, 6.28318530718, 6.28318530718, 1100, 1200)

# Distance, two angles, two speeds, as the properties state them.
BOXES = {
    '1': ((55947.691, 60760), (-PI, PI), (-PI, PI), (1145, 1200), (0, 60)),
    '3': ((1500, 1800), (-0.06, 0.06), (3.1, PI), (980, 1200), (960, 1200)),
    '4': ((1500, 1800), (-0.06, 0.06), (0, 0), (1000, 1200), (700, 800)),
    '5': ((250, 400), (0.2, 0.4), (-PI, -PI + 0.005), (100, 400), (0, 400)),
    '7': ((0, 60760), (-PI, PI), (-PI, PI), (100, 1200), (0, 1200)),
    '8': ((0, 60760), (-PI, -0.75 * PI), (-0.1, 0.1), (600, 1200), (600, 1200)),
    '9': ((2000, 7000), (-0.4, -0.14), (-PI, -PI + 0.01), (100, 150), (0, 150)),
    '10': ((36000, 60760), (0.7, PI), (-PI, -PI + 0.01), (900, 1200), (600, 1200)),
}


def ours(pair, box, seconds):
    with tempfile.NamedTemporaryFile('w', suffix='.vnnlib') as query:
        for i, (low, high) in enumerate(box):
            low, high = ((x - MEANS[i]) / RANGES[i] for x in (low, high))
            print(f'(declare-const X_{i} Real)\n(assert (>= X_{i} {low:.12f}))\n(assert (<= X_{i} {high:.12f}))', file=query)
        for i in range(5): print(f'(declare-const Y_{i} Real)', file=query)
        query.flush()
        command = ['dotnet', OURS, 'certify', *pair, '--vnnlib', query.name, '--epsilon', '0.05', '--time-limit', str(seconds), '--threads', '1',
                   '--json', '--quiet']
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        ran = subprocess.run(command, capture_output=True, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    try: found = json.loads(ran.stdout)
    except ValueError: sys.exit(f'{" ".join(command)}\n{ran.stdout}{ran.stderr}')
    return found['status'], found['splits'], after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main():
    results, networks, pruned, out = sys.argv[1:5]
    seconds = int(sys.argv[5]) if len(sys.argv) > 5 else 120
    with open(out, 'w') as table:
        print('pair', 'property', 'VeryDiff', 'its seconds', 'ours', 'divisions', 'processor s', sep='\t', file=table)
        for name, number, verdict, nanoseconds, *_ in csv.reader(open(results), skipinitialspace=True):
            box, pair = BOXES.get(number[5:]), [f'{networks}/{name[:-8]}.onnx', f'{pruned}/{name}.onnx']
            if box is None or not all(map(os.path.exists, pair)): continue
            theirs = {'SAFE': 'proved', 'UNSAFE': 'refuted'}.get(verdict, 'open')
            answer, splits, used = ours(pair, box, seconds)
            print(name[13:16], number[5:], theirs, f'{int(nanoseconds) / 1e9:.2f}', answer, splits, f'{used:.2f}', sep='\t', file=table, flush=True)


main()
