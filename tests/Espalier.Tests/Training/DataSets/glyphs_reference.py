"""A second implementation of docs/formats.md, 'Glyphs': it takes the paths from that page and shares no code with the library.

Prints the digests of GlyphsTests.cs. Run from anywhere: python3 glyphs_reference.py (Python 3.11 or newer, standard library only).
"""
import hashlib
import math
import pathlib
import re

HERE = pathlib.Path(__file__).resolve()
MASK = 0xFFFFFFFF


def uniforms(seed, index, count):
    values = []
    for number in range((count + 3) // 4):
        c0, c1, c2, c3, k0, k1 = number, 0, index, 2, seed & MASK, seed >> 32
        for _ in range(10):
            p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
            c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & MASK, (p0 >> 32) ^ c3 ^ k1, p0 & MASK
            k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
        values.extend(((word >> 8) - 2**23 + 0.5) / 2**23 for word in (c0, c1, c2, c3))
    return values


def read_paths():
    page = next(p for p in HERE.parents if (p / 'Espalier.slnx').exists()) / 'docs' / 'formats.md'
    block = re.search(r'```paths\n(.*?)```', page.read_text(encoding='utf-8'), re.S)[1]
    hands = [[] for _ in range(10)]
    for line in block.splitlines():
        name, _, path = line.partition('  ')
        hands[int(name[0])].append(strokes_of(path.split()))
    return hands


def strokes_of(words):
    strokes, at = [], 0
    while at < len(words):
        size = {'M': 2, 'L': 2, 'C': 6}[words[at]]
        numbers = [float(w) for w in words[at + 1:at + 1 + size]]
        if words[at] == 'M':
            strokes.append(numbers)
        elif words[at] == 'C':
            strokes[-1] += numbers
        else:
            (px, py), (qx, qy) = strokes[-1][-2:], numbers
            strokes[-1] += [(2 * px + qx) / 3, (2 * py + qy) / 3, (px + 2 * qx) / 3, (py + 2 * qy) / 3, qx, qy]
        at += 1 + size
    return strokes


def segments(strokes, u):
    bend_x, bend_y, taper = 0.5 * u[3], 0.5 * u[4], 0.5 * u[5]
    scale_x, scale_y, slant = 0.9 + 0.25 * u[6], 0.9 + 0.175 * u[7], 0.1 + 0.3 * u[8]
    t = 0.16 * u[9]
    cosine, sine = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
    move_x, move_y = 14 + 1.75 * u[10], 14 + 1.75 * u[11]

    def place(sheet_x, sheet_y):
        x, y = (sheet_x - 50) * 0.01, (sheet_y - 50) * 0.01
        a, b = (x + bend_x * (y * y)) + taper * (x * y), y + bend_y * (x * x)
        a, b = a * scale_x, b * scale_y
        a = a - slant * b
        return move_x + 26 * (cosine * a - sine * b), move_y + 26 * (sine * a + cosine * b)

    next_jitter = 16
    for stroke in strokes:
        moved = [c + 2.5 * u[next_jitter + i] for i, c in enumerate(stroke)]
        next_jitter += len(stroke)
        points = [place(moved[i], moved[i + 1]) for i in range(0, len(moved), 2)]
        for i in range(0, len(points) - 1, 3):
            start = points[i]
            for k in range(1, 7):
                t = k / 6
                s = 1 - t
                weights = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
                x, y = (weights[0] * points[i][d] + weights[1] * points[i + 1][d] + weights[2] * points[i + 2][d]
                        + weights[3] * points[i + 3][d] for d in (0, 1))
                yield start, (x, y)
                start = x, y


def draw(hands, seed, index):
    u = uniforms(seed, index, 128 + 784)
    choices = hands[index % 10]
    drawn = list(segments(choices[math.floor(len(choices) * (0.5 * (u[0] + 1)))], u))
    reach = 1.25 + 0.45 * u[12] + 0.5
    ink, noise = 0.875 + 0.125 * u[1], 0.08 + 0.08 * u[2]
    pixels = bytearray()
    for row in range(28):
        for column in range(28):
            least = math.inf
            for (ax, ay), (bx, by) in drawn:
                dx, dy = bx - ax, by - ay
                square = dx * dx + dy * dy
                x, y = column + 0.5 - ax, row + 0.5 - ay
                w = min(max((x * dx + y * dy) * (1 / square if square > 0 else 0.0), 0.0), 1.0)
                off_x, off_y = x - w * dx, y - w * dy
                least = min(least, off_x * off_x + off_y * off_y)
            coverage = 0.0 if least >= reach * reach else min(1.0, reach - math.sqrt(least))
            tone = min(max(ink * coverage + noise * u[128 + len(pixels)], 0.0), 1.0)
            pixels.append(math.floor(255 * tone + 0.5))
    return bytes(pixels)


def main():
    hands = read_paths()
    for name, start in (('training', 0), ('test', 2**31)):
        digest = hashlib.sha256()
        for index in range(start, start + 100):
            digest.update(draw(hands, 1, index))
        print(name, digest.hexdigest())


if __name__ == '__main__':
    main()
