"""Exports one small network of each kind with PyTorch, as users do: argument 1 is the folder to write to; prints one name a line."""
import math
import os
import sys
import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore")
torch.set_num_threads(1)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(4, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4)
        self.conv2, self.bn2 = nn.Conv2d(4, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4)

    def forward(self, x):
        h = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(x + self.bn2(self.conv2(h)))


class Split(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(4, 4), nn.Linear(4, 4)

    def forward(self, x):
        u, v = torch.split(x, 4, dim=1)
        return torch.cat([self.a(u) * torch.sigmoid(self.b(v)), u - v, x[:, ::2]], dim=1)


class SqueezeExcite(nn.Module):
    def __init__(self):
        super().__init__()
        self.down, self.up = nn.Conv2d(4, 2, 1), nn.Conv2d(2, 4, 1)

    def forward(self, x):
        s = x.mean((2, 3), keepdim=True)
        return x * nn.functional.hardsigmoid(self.up(torch.relu(self.down(s))))


class Attention(nn.Module):
    def __init__(self, width=8, heads=2):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = nn.Linear(width, width), nn.Linear(width, width), nn.Linear(width, width)
        self.out, self.norm = nn.Linear(width, width), nn.LayerNorm(width)

    def forward(self, x):
        n, length, width = x.shape
        shape = (n, length, self.heads, width // self.heads)
        q = self.query(x).view(shape).transpose(1, 2)
        k = self.key(x).view(shape).transpose(1, 2)
        v = self.value(x).view(shape).transpose(1, 2)
        share = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(width // self.heads), dim=-1)
        return self.norm(x + self.out((share @ v).transpose(1, 2).reshape(n, length, width)))


class TwoOutputs(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(6, 3), nn.Linear(6, 2)

    def forward(self, x):
        h = torch.relu(self.a(x))
        return h, self.b(x)


class Half(nn.Module):
    """float16 weights that are widened in the graph."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(4, 6).half())

    def forward(self, x):
        return x @ self.weight.float().t()


def dense(*activations):
    layers = [nn.Linear(6, 8)]
    for activation in activations:
        layers += [activation, nn.Linear(8, 8)]
    return nn.Sequential(*layers)


image = (2, 4, 8, 8)
kinds = {
    "dense, ReLU": (dense(nn.ReLU(), nn.ReLU()), (2, 6), {}),
    "dense, sigmoid": (dense(nn.Sigmoid()), (2, 6), {}),
    "dense, tanh": (dense(nn.Tanh()), (2, 6), {}),
    "dense, GELU": (dense(nn.GELU()), (2, 6), {}),
    "dense, GELU by tanh": (dense(nn.GELU(approximate="tanh")), (2, 6), {}),
    "dense, SiLU": (dense(nn.SiLU()), (2, 6), {}),
    "dense, softplus": (dense(nn.Softplus()), (2, 6), {}),
    "dense, ELU": (dense(nn.ELU(0.5)), (2, 6), {}),
    "dense, LeakyReLU": (dense(nn.LeakyReLU(0.1)), (2, 6), {}),
    "dense, PReLU": (dense(nn.PReLU(8)), (2, 6), {}),
    "dense, ReLU6": (dense(nn.ReLU6()), (2, 6), {}),
    "dense, hard sigmoid": (dense(nn.Hardsigmoid()), (2, 6), {}),
    "dense, hard swish": (dense(nn.Hardswish()), (2, 6), {}),
    "dense, BatchNorm": (nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 3)), (2, 6), {}),
    "dense, LayerNorm": (nn.Sequential(nn.Linear(6, 8), nn.LayerNorm(8), nn.ReLU(), nn.Linear(8, 3)), (2, 6), {}),
    "convolutions": (nn.Sequential(nn.Conv2d(4, 6, 3, stride=2, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(24, 3)), image, {}),
    "convolutions, BatchNorm kept": (
        nn.Sequential(nn.Conv2d(4, 6, 3), nn.BatchNorm2d(6), nn.ReLU(), nn.Flatten(), nn.Linear(216, 3)),
        image, {"training": torch.onnx.TrainingMode.PRESERVE}),
    "convolutions, residual sum": (nn.Sequential(Residual(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 3)), image, {}),
    "convolutions, average pooling": (
        nn.Sequential(nn.Conv2d(4, 6, 3), nn.AvgPool2d(2, padding=1), nn.AvgPool2d(2, ceil_mode=True, count_include_pad=False)), image, {}),
    "convolutions, groups": (nn.Sequential(nn.Conv2d(4, 8, 3, groups=2), nn.ReLU(), nn.Conv2d(8, 2, 1)), image, {}),
    "convolutions, depthwise": (nn.Sequential(nn.Conv2d(4, 4, 3, groups=4, padding=1), nn.Conv2d(4, 6, 1), nn.ReLU6()), image, {}),
    "convolutions, dilation": (nn.Sequential(nn.Conv2d(4, 3, 3, dilation=2), nn.LeakyReLU()), image, {}),
    "convolutions, padding by reflection": (nn.Sequential(nn.ReflectionPad2d(2), nn.Conv2d(4, 3, 3), nn.ReLU()), image, {}),
    "convolutions, squeeze and excite": (nn.Sequential(nn.Conv2d(4, 4, 3), SqueezeExcite()), image, {}),
    "one-dimensional convolutions": (
        nn.Sequential(nn.Conv1d(4, 6, 3, padding=1), nn.BatchNorm1d(6), nn.ReLU(), nn.MaxPool1d(2), nn.Flatten(), nn.Linear(24, 3)), (2, 4, 8), {}),
    "split, product, slices, concat": (Split(), (2, 8), {}),
    "sequence, dense": (nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 8)), (2, 5, 8), {}),
    "sequence, attention": (Attention(), (2, 5, 8), {}),
    "softmax over channels": (nn.Sequential(nn.Conv2d(4, 3, 1), nn.Softmax(dim=1)), image, {}),
    "two outputs": (TwoOutputs(), (2, 6), {}),
    "float16 weights": (Half(), (2, 6), {}),
}

folder = sys.argv[1]
for number, (name, (model, shape, options)) in enumerate(kinds.items()):
    torch.manual_seed(number)
    for module in model.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            module.running_mean.uniform_(-0.5, 0.5)
            module.running_var.uniform_(0.5, 1.5)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.5, 0.5)
    model.eval()
    x = torch.randn(shape)
    path = os.path.join(folder, f"{number}.onnx")
    version = 14 if name in ("dense, hard swish", "convolutions, squeeze and excite") else [9, 11, 13, 14, 15, 16, 17][number % 7]
    outputs = ["output", "other"] if name == "two outputs" else ["output"]
    try:
        torch.onnx.export(
            model, x, path, input_names=["input"], output_names=outputs, dynamic_axes={"input": {0: "N"}}, opset_version=version, **options)
        print(name, version, sep="\t")
    except Exception as problem:
        print(name, version, "not exported: " + str(problem).split("\n")[0][:60], sep="\t")
