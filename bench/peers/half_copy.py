"""Copies an ONNX network with weights and biases rounded to float16 (and stored in float32).

usage: half_copy.py IN.onnx OUT.onnx
"""

import sys

import numpy
import onnx
from onnx import numpy_helper

model = onnx.load(sys.argv[1])
for tensor in model.graph.initializer:
    values = numpy_helper.to_array(tensor)
    if values.dtype == numpy.float32:
        tensor.CopyFrom(numpy_helper.from_array(values.astype(numpy.float16).astype(numpy.float32), tensor.name))
onnx.save(model, sys.argv[2])
