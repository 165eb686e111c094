"""Writes the first images of an IDX file (gzip) as .npy files of 784 numbers in [0, 1], one per image.

usage: test_images.py t10k-images-idx3-ubyte.gz COUNT FOLDER
"""

import gzip
import sys

import numpy

with gzip.open(sys.argv[1]) as file:
    pixels = numpy.frombuffer(file.read(), numpy.uint8, offset=16).reshape(-1, 784)
for i in range(int(sys.argv[2])):
    numpy.save(f"{sys.argv[3]}/{i}.npy", pixels[i].astype(numpy.float64) / 255)
