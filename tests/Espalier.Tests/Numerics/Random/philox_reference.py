"""A second implementation of docs/formats.md, 'Random numbers', with plain integers and floats.

Prints the constants of GoldenTests.cs. Run: python3 philox_reference.py (Python 3.11 or newer, standard library only).
"""
import hashlib
import math
import struct

MASK = 0xFFFFFFFF
COUNT = 1 << 16
SEED, TENSOR, PARENT, ORDER = 0x0123456789ABCDEF, 42, 0, 1


def block(seed, tensor, purpose, number):
    c0, c1, c2, c3 = number & MASK, number >> 32, tensor, purpose
    k0, k1 = seed & MASK, seed >> 32
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & MASK, (p0 >> 32) ^ c3 ^ k1, p0 & MASK
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return c0, c1, c2, c3


def words(purpose, count):
    result = []
    for number in range((count + 3) // 4):
        result.extend(block(SEED, TENSOR, purpose, number))
    return result[:count]


def to_single(x):
    """Rounds a float64 to float32. A sum or product of two float32 is first exact, or rounded to float64 harmlessly."""
    return struct.unpack('<f', struct.pack('<f', x))[0]


def uniform_single(word):
    return ((word >> 8) - 2**23 + 0.5) / 2**23


def on_interval(u, low, high):
    centre = to_single(to_single(0.5 * low) + to_single(0.5 * high))
    half = to_single(to_single(0.5 * high) - to_single(0.5 * low))
    return min(max(to_single(to_single(half * u) + centre), low), high)


def uniform(long_word):
    return ((long_word >> 11) - 2**52 + 0.5) / 2**52


def logarithm(x):
    mantissa, exponent = math.frexp(x)
    mantissa, exponent = 2 * mantissa, exponent - 1
    if mantissa > 1.4142135623730951:
        mantissa, exponent = mantissa / 2, exponent + 1
    s = (mantissa - 1) / (mantissa + 1)
    z = s * s
    series = 0.0
    for odd in range(23, 1, -2):
        series = (series + 1.0 / odd) * z
    return exponent * 6.93147180369123816490e-01 + ((2 * s + 2 * s * series) + exponent * 1.90821492927058770002e-10)


CENTRE = ([2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
           1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0],
          [5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
           5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0])
MIDDLE = ([7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
           3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0],
          [1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
           6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0])
TAIL = ([2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
         2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0],
        [2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
         1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0])


def horner(coefficients, x):
    total = coefficients[0]
    for coefficient in coefficients[1:]:
        total = total * x + coefficient
    return total


def normal(long_word):
    q = 0.5 * uniform(long_word)
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * horner(CENTRE[0], r) / horner(CENTRE[1], r)
    root = math.sqrt(-logarithm(0.5 - abs(q)))
    (numerator, denominator), x = (MIDDLE, root - 1.6) if root <= 5 else (TAIL, root - 5)
    return math.copysign(horner(numerator, x) / horner(denominator, x), q)


def exponential_of(x):
    """e^x for x <= 0: x = n ln 2 + r."""
    if x < -708.3:
        return 0.0
    n = (x * 1.4426950408889634 + 6755399441055744.0) - 6755399441055744.0
    r = (x - n * 6.93147180369123816490e-01) - n * 1.90821492927058770002e-10
    series = 1.0
    for i in range(14, 0, -1):
        series = 1 + (series * r) * (1.0 / i)
    return series * math.ldexp(1.0, int(n))


def exponential(u, start, mean):
    return to_single(math.copysign(start + mean * -logarithm(abs(u)), u))


def hyperbolic(u, low, high):
    magnitude = high * exponential_of(-(abs(u) * logarithm(high / low)))
    return to_single(math.copysign(max(magnitude, low), u))


def lattice(u, step, bound):
    return to_single(step * (min(int((0.5 * (u + 1)) * (2.0 * bound + 1)), 2 * bound) - bound))


def mixture(u, share, first, second):
    size, least = abs(u), 2.0 ** -53
    chosen = size < share
    rest = size / share if chosen else (size - share) / (1 - share)
    rest = math.copysign(min(max(rest, least), 1 - least), u)
    return first(rest) if chosen else second(rest)


def integers(stream):
    """Give it a bound, get an integer below it."""
    bound = yield
    while True:
        product = next(stream) * bound
        while product & MASK < (1 << 32) % bound:
            product = next(stream) * bound
        bound = yield product >> 32


def drawer(purpose):
    def endless():
        number = 0
        while True:
            yield from block(SEED, TENSOR, purpose, number)
            number += 1
    below = integers(endless())
    next(below)
    return below.send


def permutation(count):
    below, order = drawer(ORDER), list(range(count))
    for i in range(count - 1, 0, -1):
        j = below(i + 1)
        order[i], order[j] = order[j], order[i]
    return order


def subset(count, size):
    below, chosen = drawer(ORDER), set()
    for last in range(count - size, count):
        drawn = below(last + 1)
        chosen.add(last if drawn in chosen else drawn)
    return sorted(chosen)


def digest(code, values):
    return hashlib.sha256(struct.pack(f'<{len(values)}{code}', *values)).hexdigest()


def main():
    low, high = to_single(-0.4642), to_single(0.5407)
    few = words(PARENT, COUNT)
    many = words(PARENT, 2 * COUNT)
    long_words = [(many[2 * i] << 32) | many[2 * i + 1] for i in range(COUNT)]
    normals = [normal(w) for w in long_words]
    print('words', digest('I', few))
    print('float32 uniforms', digest('f', [uniform_single(w) for w in few]))
    print('float32 uniforms on [-0.4642, 0.5407]', digest('f', [on_interval(uniform_single(w), low, high) for w in few]))
    print('float64 uniforms', digest('d', [uniform(w) for w in long_words]))
    print('normals', digest('d', normals), normals[:4])
    print('float32 normals of standard deviation 0.05', digest('f', [0.05 * z for z in normals]))
    uniforms = [uniform(w) for w in long_words]
    print('laplace(0.05)', digest('f', [exponential(u, 0.0, 0.05) for u in uniforms]))
    print('exponential(0.01,0.05)', digest('f', [exponential(u, 0.01, 0.05) for u in uniforms]))
    print('hyperbolic(0.001,2)', digest('f', [hyperbolic(u, 0.001, 2.0) for u in uniforms]))
    print('lattice(0.125,9)', digest('f', [lattice(u, 0.125, 9) for u in uniforms]))
    print('mixture(0.3,uniform(-1,1),laplace(0.5))', digest('f', [
        mixture(u, 0.3, lambda r: to_single(min(max(0.0 + 1.0 * r, -1.0), 1.0)), lambda r: exponential(r, 0.0, 0.5)) for u in uniforms]))
    print('permutation of 16', permutation(16))
    print('permutation of 65536', digest('i', permutation(COUNT)))
    print('8 of 100', subset(100, 8))
    print('20000 of 65536', digest('i', subset(COUNT, 20000)))


if __name__ == '__main__':
    main()
