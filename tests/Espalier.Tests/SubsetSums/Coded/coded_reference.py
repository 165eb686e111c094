"""A second implementation of docs/formats.md, 'Coded grids' (with random numbers, not normals), with plain integers and floats.

Prints the digests that CodedFormatTests.cs compares with. Run: python3 coded_reference.py (Python 3.11 or newer, standard library only).
"""
import hashlib
import math
import struct

MASK = 0xFFFFFFFF
PARENT, EXPERIMENT, CODE, ROTATION = 0, 3, 6, 7
EIGHTHS = [1, 0.917004043, 0.840896415, 0.771105413, 0.707106781, 0.648419777, 0.594603558, 0.545253866]


def word(seed, tensor, purpose, index):
    c0, c1, c2, c3 = (index >> 2) & MASK, index >> 34, tensor, purpose
    k0, k1 = seed & MASK, seed >> 32
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & MASK, (p0 >> 32) ^ c3 ^ k1, p0 & MASK
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return (c0, c1, c2, c3)[index & 3]


def single(x):
    return struct.unpack('<f', struct.pack('<f', x))[0]


def decode(k, length, numbers, code, seed, tensor, rotated, by_columns, rows, columns, base, scales, data):
    generators = [word(code, length, CODE, j) >> (32 - length) for j in range(numbers)]
    # In units of 2^-24: odd integers.
    parents = [2 * (word(seed, tensor, PARENT, j) >> 8) - 2**24 + 1 for j in range(numbers)]

    def value(window):
        total = sum(p if bin(window & g).count('1') % 2 else -p for p, g in zip(parents, generators))
        return single(total / 2**25)

    def bit(start, at):
        at += start
        return (data[at // 8] >> (7 - at % 8)) & 1

    def window(start, weights, t):
        result = 0
        for at in range(k * (t + 1) - length, k * (t + 1)):
            result = 2 * result + bit(start, at % (k * weights))
        return result

    column_bits = 8 * ((k * rows + 7) // 8)
    sharing = (128 + columns - 1) // columns
    result = []
    for i in range(rows):
        step = scales[i // sharing]
        scale = 0.0 if step == 255 else single(base * (single(EIGHTHS[step % 8]) * 2.0 ** -(step // 8)))
        row = []
        for j in range(columns):
            at = window(j * column_bits, rows, i) if by_columns else window(0, rows * columns, i * columns + j)
            row.append(single(value(at) * scale))
        result += undo(row, seed, tensor) if rotated else row
    return result


def undo(row, seed, tensor):
    size = 128
    while size > len(row):
        size //= 2
    starts = list(range(0, len(row) - size + 1, size))
    if len(row) % size:
        starts.append(len(row) - size)
    factor = single(1 / math.sqrt(size))
    for group in reversed(range(len(starts))):
        part = row[starts[group]:starts[group] + size]
        half = size // 2
        while half:
            for a in range(size):
                if a & half == 0:
                    part[a], part[a + half] = single(part[a] + part[a + half]), single(part[a] - part[a + half])
            half //= 2
        for i in range(size):
            sign = -factor if word(seed, tensor, ROTATION, group * size + i) >> 31 else factor
            row[starts[group] + i] = single(part[i] * sign)
    return row


def digest(k, length, numbers, code, rotated, by_columns, rows, columns):
    size = columns * ((k * rows + 7) // 8) if by_columns else (k * rows * columns + 7) // 8
    data = b''.join(struct.pack('>I', word(1, 0, EXPERIMENT, i)) for i in range(size // 4 + 1))[:size]
    sharing = (128 + columns - 1) // columns
    scales = [(37 * i) % 256 for i in range((rows + sharing - 1) // sharing)]
    weights = decode(k, length, numbers, code, 0x0123456789ABCDEF, 42, rotated, by_columns, rows, columns, 1.5, scales, data)
    return hashlib.sha256(b''.join(struct.pack('<f', w) for w in weights)).hexdigest()[:16]


for case in [(4, 14, 32, 188, True, False, 8, 150), (3, 10, 7, 5, True, True, 9, 140), (5, 11, 64, 1, False, False, 1, 2),
             (1, 16, 20, 3, False, False, 9, 33), (2, 9, 32, 2, True, False, 3, 1)]:
    print(case, digest(*case))
