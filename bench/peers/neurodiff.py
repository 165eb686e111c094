#!/usr/bin/python3
"""ReluDiff and NeuroDiff beside espalier certify: the same networks, boxes, epsilon and limit, one table of processor seconds.

Usage: bench/peers/neurodiff.py ARTIFACT OUT.tsv [IMAGES [SECONDS]]
ARTIFACT is a checkout of the NeuroDiff artifact (ASE 2020), whose code builds both tools; gcc and Debian's libopenblas-dev are needed
(CPATH, LIBRARY_PATH and LD_LIBRARY_PATH may point to an unpacked one). Build ours first: dotnet build src/Espalier.Cli -c Release.
Asked: ACAS Xu 1_1 against its float16 copy, output 0, epsilon 0.05, on the boxes of properties 1, 3 and 16; and networks of MNIST
against their float16 copies within 3/255 of an image, the output of its class, epsilon 1. Every answer is one process on one thread.
VeryDiff needs Julia, which Debian 12 does not have: it is not run.
"""
import json, os, re, resource, shutil, subprocess, sys, tempfile
import numpy

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
OURS = os.path.join(ROOT, 'src', 'Espalier.Cli', 'bin', 'Release', 'net10.0', 'Espalier.Cli.dll')


def read(path):
    """The layers of a .nnet file, and the lines that normalise its inputs: smallest, largest, mean, range."""
    lines = [line.strip() for line in open(path) if not line.startswith('//')]
    numbers = lambda line: [float(x) for x in line.split(',') if x]
    sizes = [int(x) for x in numbers(lines[1])]
    scaling, at, layers = [numbers(line) for line in lines[3:7]], 7, []
    for inputs, outputs in zip(sizes, sizes[1:]):
        weights = numpy.array([numbers(line) for line in lines[at:at + outputs]], numpy.float32)
        bias = numpy.array([numbers(line)[0] for line in lines[at + outputs:at + 2 * outputs]], numpy.float32)
        layers.append((weights.reshape(outputs, inputs), bias))
        at += 2 * outputs
    return layers, scaling


def timed(command, seconds, **more):
    """Standard output and error, and the processor seconds of the process; None where it took too long."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=seconds, **more)
        text = ran.stdout + ran.stderr
    except subprocess.TimeoutExpired:
        text = None
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return text, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def build(code, work, name, rules):
    folder = os.path.join(work, name)
    shutil.copytree(code, folder)
    flags = dict(os.environ, CFLAGS=os.environ.get('CFLAGS', '') + ' -O3 -fcommon -DMAX_THREAD=1')
    subprocess.run(['make', '-s', *rules, 'delta_network_test'], cwd=folder, env=flags, check=False, capture_output=True)
    program = os.path.join(folder, 'delta_network_test')
    if not os.path.exists(program): sys.exit(f'{name} does not build: is libopenblas-dev there?')
    return folder


def theirs(folder, number, network, epsilon, more, seconds):
    command = ['./delta_network_test', str(number), f'nnet/{network}.nnet', f'compressed_nnets/{network}_16bit.nnet', str(epsilon), *more]
    text, used = timed(command, seconds, cwd=folder, env=dict(os.environ, OPENBLAS_NUM_THREADS='1'))
    if text is None: return 'none', '', used
    splits = re.search(r'numSplits: (\d+)', text)
    answer = 'proved' if 'No adv!' in text else 'refuted' if 'adv' in text else 'none'
    return answer, splits.group(1) if splits else '', used


def ours(pair, depth, box, output, epsilon, seconds, work):
    query = os.path.join(work, 'box.vnnlib')
    with open(query, 'w') as file:
        for i in range(len(box)): file.write(f'(declare-const X_{i} Real)\n')
        file.write('(declare-const Y_0 Real)\n')
        for i, (low, high) in enumerate(box): file.write(f'(assert (>= X_{i} {low:.17f}))\n(assert (<= X_{i} {high:.17f}))\n')
    command = ['dotnet', OURS, 'certify', *pair, '--architecture', ', relu, '.join(['dense'] * depth), '--vnnlib', query, '--output', str(output),
               '--epsilon', str(epsilon), '--time-limit', str(seconds), '--threads', '1', '--json', '--quiet']
    text, used = timed(command, seconds + 60)
    try: found = json.loads(text)
    except (TypeError, ValueError): return 'none', '', used
    return {'proved': 'proved', 'refuted': 'refuted'}.get(found['status'], 'none'), str(found['splits']), used


def save(layers, path):
    arrays = {}
    for i, (weights, bias) in enumerate(layers): arrays[f'{i}.weight'], arrays[f'{i}.bias'] = weights, bias
    numpy.savez(path, **arrays)
    return path


def questions(code, images):
    low = {1: [55947.691, -3.141592, -3.141592, 1145, 0], 3: [1500, -0.06, 3.10, 980, 960], 16: [12000, -3.141592, -3.141592, 100, 0]}
    high = {1: [60760, 3.141592, 3.141592, 1200, 60], 3: [1800, 0.06, 3.141592, 1200, 1200], 16: [62000, -0.7, -3.141592 + 0.005, 200, 1200]}
    acas = 'ACASXU_run2a_1_1_batch_2000'
    _, (least, most, mean, width) = read(f'{code}/nnet/{acas}.nnet')
    scaled = lambda ends: [(min(max(x, a), b) - m) / w for x, a, b, m, w in zip(ends, least, most, mean, width)]
    for number in low: yield acas, number, list(zip(scaled(low[number]), scaled(high[number]))), 0, 0.05, []
    text = open(f'{code}/mnist_tests.h').read()
    tests = re.search(r'mnist_test\[[^=]*=\s*\{(.*?)\};', text, re.S).group(1)
    pixels = [[int(x) for x in row.split(',') if x.strip()] for row in re.findall(r'\{([^{}]*)\}', tests)]
    classes = [int(x) for x in re.search(r'correct_class\[[^=]*=\s*\{([^}]*)\}', text).group(1).split(',') if x.strip()]
    for network in ('mnist_relu_3_100', 'mnist_relu_2_512', 'mnist_relu_4_1024'):
        if not all(os.path.exists(f'{code}/{path}.nnet') for path in (f'nnet/{network}', f'compressed_nnets/{network}_16bit')): continue
        for i in range(images):
            box = [(max(p - 3, 0) / 255, min(p + 3, 255) / 255) for p in pixels[i]]
            yield network, 400 + i, box, classes[i], 1, ['-p', '3']


def main():
    artifact, out = sys.argv[1], sys.argv[2]
    images, seconds = int(sys.argv[3]) if len(sys.argv) > 3 else 5, int(sys.argv[4]) if len(sys.argv) > 4 else 60
    code = os.path.join(artifact, 'DiffNN-Code')
    with tempfile.TemporaryDirectory() as work, open(out, 'w') as table:
        tools = {'ReluDiff': build(code, work, 'reludiff', []), 'NeuroDiff': build(code, work, 'neurodiff', ['lineqall', 'extravarssym'])}
        print('network', 'property', *(f'{tool}: {what}' for tool in [*tools, 'ours'] for what in ('answer', 'splits', 'processor s')), sep='\t', file=table)
        for network, number, box, output, epsilon, more in questions(code, images):
            both = [read(f'{code}/{folder}/{network}{end}.nnet')[0] for folder, end in (('nnet', ''), ('compressed_nnets', '_16bit'))]
            pair = [save(layers, f'{work}/{network}_{i}.npz') for i, layers in enumerate(both)]
            answers = [theirs(tools[tool], number, network, epsilon, more, seconds) for tool in tools]
            answers.append(ours(pair, len(both[0]), box, output, epsilon, seconds, work))
            print(network, number, *(field for answer, splits, used in answers for field in (answer, splits, f'{used:.2f}')), sep='\t', file=table, flush=True)


main()
