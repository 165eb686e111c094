"""Whole epochs of training and of edge-popup in PyTorch, as bench/peers/epochs.sh compares them with ours.
Usage: epochs.py base|linear|relu|wide|lenet EPOCHS THREADS FOLDER [sort]
784-500-10 on MNIST, batches of 64; 5 pairs per input, or as many weights in one wide layer; half of the weights removed.
IMAGES=6000 in the environment trains on so many; times are then those of a whole epoch of 60 000 by proportion.
Thresholds come from a k-th value, or with 'sort' from a full sort, as in the published code."""
import gzip, math, os, sys, time
import numpy as np, torch
from torch import nn
from torch.nn import functional as F

kind, epochs, threads, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
by_sorting = sys.argv[5:] == ['sort']
torch.manual_seed(1)
torch.set_num_threads(threads)


def read(name, skip):
    path = os.path.join(folder, name)
    with (gzip.open(path + '.gz') if os.path.exists(path + '.gz') else open(path, 'rb')) as file:
        return np.frombuffer(file.read()[skip:], np.uint8)


def load(part):
    images = torch.tensor(read(part + '-images-idx3-ubyte', 16).reshape(-1, 784).astype(np.float32) / 255)
    return images, torch.tensor(read(part + '-labels-idx1-ubyte', 8).astype(np.int64))


class Keep(torch.autograd.Function):
    """1 where a magnitude is above the smallest half; backwards the identity."""
    @staticmethod
    def forward(ctx, magnitudes):
        flat, removed = magnitudes.flatten(), magnitudes.numel() // 2
        threshold = flat.sort().values[removed - 1] if by_sorting else flat.kthvalue(removed).values
        return (magnitudes > threshold).float()

    @staticmethod
    def backward(ctx, gradient):
        return gradient


class Masked(nn.Module):
    """A frozen normal tensor under a mask that its scores decide."""
    def __init__(self, shape, deviation, bound):
        super().__init__()
        self.register_buffer('weights', torch.randn(shape) * deviation)
        self.scores = nn.Parameter(torch.empty(shape).uniform_(-bound, bound))

    def forward(self):
        return self.weights * Keep.apply(self.scores.abs())


class Wide(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.matrix = Masked((outputs, inputs), math.sqrt(2 / inputs), 1 / math.sqrt(inputs))

    def forward(self, x):
        return F.linear(x, self.matrix())


class Pairs(nn.Module):
    def __init__(self, inputs, outputs, pairs=5):
        super().__init__()
        second = math.sqrt(2 / inputs)
        self.first = Masked((pairs, inputs), math.sqrt(2), math.sqrt(2))
        self.second = Masked((outputs, pairs * inputs), second, second)

    def forward(self, x):
        units = x[:, None, :] * self.first()
        if kind == 'relu':
            units = F.relu(units)
        return F.linear(units.flatten(1), self.second())


lenet = nn.Sequential(
    nn.Unflatten(1, (1, 28, 28)), nn.Conv2d(1, 6, 5, padding=2, bias=False), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5, bias=False), nn.ReLU(),
    nn.MaxPool2d(2), nn.Flatten(), nn.Linear(400, 120, bias=False), nn.ReLU(), nn.Linear(120, 84, bias=False), nn.ReLU(), nn.Linear(84, 10, bias=False))
layers = {
    'base': lambda: (nn.Linear(784, 500, bias=False), nn.Linear(500, 10, bias=False)),
    'wide': lambda: (Wide(784, 2508), Wide(2508, 10)),
}.get(kind, lambda: (Pairs(784, 500), Pairs(500, 10)))()
network = lenet if kind == 'lenet' else nn.Sequential(layers[0], nn.ReLU(), layers[1])
optimiser = torch.optim.SGD(network.parameters(), lr=0.05 if kind == 'lenet' else 0.1, momentum=0.9, weight_decay=5e-4)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=epochs)
images, labels = load('train')
part = int(os.environ.get('IMAGES', len(images)))
whole, images, labels = len(images), images[:part], labels[:part]
test_images, test_labels = load('t10k')
for epoch in range(epochs):
    start, start_processor = time.perf_counter(), time.process_time()
    order = torch.randperm(len(images))
    for chosen in order.split(64):
        loss = F.cross_entropy(network(images[chosen]), labels[chosen])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    seconds, processor = [whole / part * taken for taken in (time.perf_counter() - start, time.process_time() - start_processor)]
    schedule.step()
    with torch.no_grad():
        correct = sum((network(x).argmax(1) == y).sum().item() for x, y in zip(test_images.split(1000), test_labels.split(1000)))
    print(f'{kind} epoch {epoch}: {seconds:.2f} s, processor {processor:.2f} s, accuracy {correct / len(test_images):.4f}', flush=True)
