"""Writes the PyTorch files beside this script: /usr/bin/python3 make.py (made with torch 1.13.1; the tests state the values)."""
import collections
import os
import torch
from torch import nn

os.chdir(os.path.dirname(os.path.abspath(__file__)))
linear = nn.Sequential(nn.Linear(3, 2), nn.ReLU(), nn.Linear(2, 1))
for tensor in linear.state_dict().values():
    tensor.copy_(torch.arange(tensor.numel(), dtype=torch.float32).reshape(tensor.shape) / 4 - 1)
weights = linear.state_dict()
legacy = {"_use_new_zipfile_serialization": False}
torch.save(weights, "dense.pt")
torch.save(weights, "dense-legacy.pt", **legacy)
torch.save(weights, "dense-protocol4.pt", pickle_protocol=4)
torch.save(weights, "dense-legacy-protocol4.pt", pickle_protocol=4, **legacy)

w = torch.arange(12, dtype=torch.float32).reshape(3, 4) / 4
views = collections.OrderedDict(
    whole=w, transposed=w.t(), column=w[1:, 1], expanded=w[2, 3].expand(2, 2), half=w.half(), brain=w.bfloat16(),
    double=w.double() / 3, parameter=nn.Parameter(w[:1]), scalar=torch.tensor(3.0), empty=torch.zeros(0, 3),
    counter=torch.tensor(7), flags=w > 1, bytes=w.to(torch.uint8), complex=w.to(torch.complex64), text="some text", number=1.5,
    nothing=None, nested=[1, (2, 3), {"a": 2 ** 40, "b": 2 ** 80}])
torch.save(views, "views.pt")
torch.save(views, "views-legacy.pt", **legacy)

adam = torch.optim.Adam(linear.parameters())
linear(torch.ones(1, 3)).sum().backward()
adam.step()
for tensor in linear.state_dict().values():
    tensor.copy_(torch.arange(tensor.numel(), dtype=torch.float32).reshape(tensor.shape) / 4 - 1)
torch.save({"epoch": 3, "optimizer": adam.state_dict(), "state_dict": linear.state_dict(), "note": "trained"}, "checkpoint.pt")
torch.save(linear, "model.pt")
torch.save(nn.Identity(), "model-legacy.pt", **legacy)
torch.save(torch.arange(3.0), "tensor.pt")
