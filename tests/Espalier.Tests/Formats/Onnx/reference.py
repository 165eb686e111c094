"""An independent evaluation of ONNX graphs, to compare Espalier's reading and writing with.

Reads a JSON list of {"file", "check", "inputs", "outputs"} from standard input: for each model, optionally runs the onnx
package's checker, evaluates the graph in float64 with numpy, and prints one line: the file, and "ok" or what is wrong.
"""
import json
import sys

import numpy as np
import onnx
from onnx import numpy_helper


def windows(x, kernel, attributes, fill):
    strides = attributes.get("strides", [1, 1])
    pads = attributes.get("pads", [0, 0, 0, 0])
    mode = attributes.get("auto_pad", b"NOTSET").decode()
    if mode.startswith("SAME"):
        pads = [0, 0, 0, 0]
        for axis in (0, 1):
            extent = x.shape[2 + axis]
            total = max(0, (-(-extent // strides[axis]) - 1) * strides[axis] + kernel[axis] - extent)
            small, large = total // 2, total - total // 2
            pads[axis], pads[axis + 2] = (small, large) if mode == "SAME_UPPER" else (large, small)
    x = np.pad(x, [(0, 0), (0, 0), (pads[0], pads[2]), (pads[1], pads[3])], constant_values=fill)
    rows = (x.shape[2] - kernel[0]) // strides[0] + 1
    columns = (x.shape[3] - kernel[1]) // strides[1] + 1
    for i in range(rows):
        for j in range(columns):
            top, left = i * strides[0], j * strides[1]
            yield (rows, columns), (i, j), x[:, :, top:top + kernel[0], left:left + kernel[1]]


def convolve(x, kernels, bias, attributes):
    result = None
    for size, (i, j), patch in windows(x, kernels.shape[2:], attributes, 0.0):
        if result is None:
            result = np.zeros((x.shape[0], kernels.shape[0]) + size)
        result[:, :, i, j] = np.tensordot(patch, kernels, axes=([1, 2, 3], [1, 2, 3]))
    return result if bias is None else result + bias[None, :, None, None]


def pool(x, attributes):
    result = None
    for size, (i, j), patch in windows(x, attributes["kernel_shape"], attributes, -np.inf):
        if result is None:
            result = np.zeros(x.shape[:2] + size)
        result[:, :, i, j] = patch.max(axis=(2, 3))
    return result


def softmax(x, axis, opset, logarithm):
    if opset < 13:
        rows = int(np.prod(x.shape[:axis])) if axis >= 0 else int(np.prod(x.shape[:axis + x.ndim]))
        return softmax(x.reshape(rows, -1), 1, 13, logarithm).reshape(x.shape)
    shifted = x - x.max(axis=axis, keepdims=True)
    sums = np.exp(shifted).sum(axis=axis, keepdims=True)
    return shifted - np.log(sums) if logarithm else np.exp(shifted) / sums


def reshape(x, target, allowzero):
    return x.reshape([x.shape[i] if t == 0 and not allowzero else int(t) for i, t in enumerate(target)])


def divide(a, b):
    return np.trunc(a / b).astype(a.dtype) if np.issubdtype(a.dtype, np.integer) and np.issubdtype(b.dtype, np.integer) else a / b


def axes_of(args, attributes):
    if len(args) > 1 and args[1] is not None:
        return tuple(int(axis) for axis in args[1])
    return tuple(attributes["axes"]) if "axes" in attributes else None


def unsqueeze(x, axes):
    return np.expand_dims(x, axes)


def gemm(args, attributes):
    a = args[0].T if attributes.get("transA", 0) else args[0]
    b = args[1].T if attributes.get("transB", 0) else args[1]
    y = attributes.get("alpha", 1.0) * (a.astype(np.float64) @ b.astype(np.float64))
    return y if len(args) < 3 or args[2] is None else y + attributes.get("beta", 1.0) * args[2].astype(np.float64)


def flatten(x, axis):
    axis = axis + x.ndim if axis < 0 else axis
    return x.reshape(int(np.prod(x.shape[:axis])), int(np.prod(x.shape[axis:])))


def cast(x, to):
    kind = onnx.mapping.TENSOR_TYPE_TO_NP_TYPE[to]
    return x if x.dtype == np.float64 and np.issubdtype(kind, np.floating) else x.astype(kind)


def constant(attributes):
    (name, value), = attributes.items()
    if name == "value":
        return numpy_helper.to_array(value)
    return np.asarray(value, dtype=np.int64 if name.startswith("value_int") else np.float32)


def attribute_value(attribute):
    """Early writers left the type out; the field that is set tells it."""
    if attribute.type == 0:
        attribute.type = next(
            kind for field, kind in (("i", 2), ("f", 1), ("s", 3), ("t", 4), ("ints", 7), ("floats", 6))
            if (len(getattr(attribute, field)) if field in ("ints", "floats") else attribute.HasField(field)))
    return onnx.helper.get_attribute_value(attribute)


def node_value(node, args, opset):
    attributes = {a.name: attribute_value(a) for a in node.attribute}
    op = node.op_type
    if op in ("Softmax", "LogSoftmax"):
        return softmax(args[0], attributes.get("axis", 1 if opset < 13 else -1), opset, op == "LogSoftmax")
    return {
        "Add": lambda: args[0] + args[1],
        "Sub": lambda: args[0] - args[1],
        "Mul": lambda: args[0] * args[1],
        "Div": lambda: divide(args[0], args[1]),
        "MatMul": lambda: np.matmul(args[0], args[1]),
        "Gemm": lambda: gemm(args, attributes),
        "Relu": lambda: np.maximum(args[0], 0),
        "Conv": lambda: convolve(args[0], args[1], args[2] if len(args) > 2 else None, attributes),
        "MaxPool": lambda: pool(args[0], attributes),
        "Flatten": lambda: flatten(args[0], attributes.get("axis", 1)),
        "Reshape": lambda: reshape(args[0], args[1], attributes.get("allowzero", 0)),
        "Squeeze": lambda: np.squeeze(args[0], axes_of(args, attributes)),
        "Unsqueeze": lambda: unsqueeze(args[0], axes_of(args, attributes)),
        "Transpose": lambda: np.transpose(args[0], attributes.get("perm")),
        "Shape": lambda: np.array(args[0].shape, dtype=np.int64)[attributes.get("start", 0):attributes.get("end")],
        "Gather": lambda: np.take(args[0], args[1], axis=attributes.get("axis", 0)),
        "Concat": lambda: np.concatenate(args, axis=attributes["axis"]),
        "Identity": lambda: args[0],
        "Dropout": lambda: args[0],
        "Cast": lambda: cast(args[0], attributes["to"]),
        "Constant": lambda: constant(attributes),
    }[op]()


def evaluate(model, inputs):
    """The outputs for one sample; where the graph fixes a larger batch, all of it is filled with that sample."""
    opset = next(o.version for o in model.opset_import if o.domain in ("", "ai.onnx"))
    stored = {t.name: t for t in model.graph.initializer}
    declared, = [i for i in model.graph.input if i.name not in stored]
    extents = [d.dim_value if d.HasField("dim_value") else 1 for d in declared.type.tensor_type.shape.dim]
    copies = int(np.prod(extents)) // len(inputs)
    values = {declared.name: np.tile(np.array(inputs, dtype=np.float64), copies).reshape(extents)}
    needed = {model.graph.output[0].name}
    live = []
    for node in reversed(model.graph.node):
        if needed & set(node.output):
            live.insert(0, node)
            needed |= set(node.input)
    values.update((name, numpy_helper.to_array(t)) for name, t in stored.items() if name in needed)
    for node in live:
        values[node.output[0]] = node_value(node, [values[n] if n else None for n in node.input], opset)
    return np.split(values[model.graph.output[0].name].reshape(-1), copies)[0]


def verdict(case):
    model = onnx.load(case["file"])
    if case["check"]:
        onnx.checker.check_model(model, full_check=True)
    actual = evaluate(model, case["inputs"])
    expected = np.array(case["outputs"])
    if actual.shape != expected.shape:
        return f"{actual.size} outputs instead of {expected.size}"
    scale = 1e-9 * (1 + np.abs(actual).max(initial=0.0))
    gap = np.abs(actual - expected).max(initial=0.0)
    return "ok" if gap <= scale else f"outputs differ by {gap}"


np.seterr(all="ignore")
for one in json.load(sys.stdin):
    try:
        found = verdict(one)
    except Exception as failure:  # every failure belongs to its file
        found = f"{type(failure).__name__}: {failure}".replace("\n", " ")
    print(f"{one['file']}\t{found}", flush=True)
