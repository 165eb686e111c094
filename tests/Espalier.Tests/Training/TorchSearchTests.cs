using System.Runtime.InteropServices;
using Espalier.Graphs;
using Espalier.Tests.Formats;
using Espalier.Training;
using Espalier.Training.DataSets;
using Espalier.Training.Searching;

namespace Espalier.Tests.Training;

/// <summary>
/// What SNIP, GraSP and SynFlow keep is what PyTorch keeps by the same numbers.
/// </summary>
public sealed class TorchSearchTests : IDisposable
{
    private const int Examples = 100;

    private readonly string _folder = Directory.CreateTempSubdirectory("espalier-torch-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("snip", 0.999)]
    [InlineData("grasp", 0.997)]
    [InlineData("synflow", 0.999)]
    [Slow]
    public void Masks_agree_with_PyTorch(string name, double agreement)
    {
        ExampleSet examples = TrainingRuns.Glyphs(training: true, Examples);
        Network blueprint = Blueprints.LeNet5();
        var drawn = new WeightNetwork(blueprint, seed: 1);
        for (int i = 0; i < drawn.Layers.Length; i++) Write($"w{i}", drawn.Layers[i].Matrix());
        var pixels = new float[Examples * 784];
        examples.Source.Fill(0, pixels);
        Write("x", pixels);
        File.WriteAllBytes(Path.Combine(_folder, "y"), ((LabelledImages)examples.Source).Labels.ToArray());
        var descent = new TrainingOptions { Epochs = 1, BatchSize = Examples, LearningRate = 1e-9 };
        SearchOptions options = SearchPresets.Find(name).Of(0.1);
        SubnetworkResult found = SubnetworkSearch.Run(blueprint, options, examples, examples, descent, threads: 2);
        Python.Run("torch", _folder, $"method = '{name}'\n" + Script);
        byte[] theirs = File.ReadAllBytes(Path.Combine(_folder, "mask"));
        bool[] ours = [.. found.Masks.SelectMany(mask => mask)];
        Assert.Equal(found.Kept, theirs.LongCount(kept => kept != 0));
        double same = ours.Zip(theirs, (a, b) => a && b != 0).Count(both => both) / (double)found.Kept;
        Assert.InRange(same, agreement, 1);
    }

    private const string Script = """
        import numpy as np, torch, torch.nn.functional as F
        torch.set_num_threads(1)
        shapes = [(6, 1, 5, 5), (16, 6, 5, 5), (120, 400), (84, 120), (10, 84)]
        w = [torch.tensor(np.fromfile(f'w{i}', np.float32).reshape(s)).double().requires_grad_() for i, s in enumerate(shapes)]
        x = torch.tensor(np.fromfile('x', np.float32).reshape(-1, 1, 28, 28)).double(); y = torch.tensor(np.fromfile('y', np.uint8).astype(np.int64))
        def net(x, w):
            x = F.max_pool2d(F.relu(F.conv2d(x, w[0], padding=2)), 2)
            x = F.max_pool2d(F.relu(F.conv2d(x, w[1])), 2).flatten(1)
            return F.linear(F.relu(F.linear(F.relu(F.linear(x, w[2])), w[3])), w[4])
        total = sum(a.numel() for a in w); keep = int(np.ceil(0.1 * total - 1e-9))
        def top(scores, k):
            flat = torch.cat([s.flatten() for s in scores]); mask = torch.zeros_like(flat); mask[flat.argsort(descending=True, stable=True)[:k]] = 1
            out, at = [], 0
            for s in scores: out.append(mask[at:at + s.numel()].reshape(s.shape)); at += s.numel()
            return out
        if method == 'snip':
            g = torch.autograd.grad(F.cross_entropy(net(x, w), y), w)
            masks = top([(a * b).abs() for a, b in zip(w, g)], keep)
        elif method == 'grasp':
            g = torch.autograd.grad(F.cross_entropy(net(x, w) / 200, y), w, create_graph=True)
            h = torch.autograd.grad(sum((a * a.detach()).sum() for a in g), w)
            masks = top([a.detach() * b for a, b in zip(w, h)], keep)
        else:
            m = [a.detach().abs() for a in w]; masks = [torch.ones_like(a) for a in m]
            for k in range(1, 101):
                p = [(a * b).requires_grad_() for a, b in zip(m, masks)]
                g = torch.autograd.grad(net(torch.ones(1, 1, 28, 28).double(), p).sum(), p)
                s = [torch.where(b > 0, a * c, torch.full_like(a, -np.inf)) for a, b, c in zip(p, masks, g)]
                masks = top(s, round(keep * 0.1 ** (k / 100 - 1)))
        np.concatenate([a.numpy().flatten() for a in masks]).astype(np.uint8).tofile('mask')
        """;

    private void Write(string name, float[] values) =>
        File.WriteAllBytes(Path.Combine(_folder, name), MemoryMarshal.AsBytes<float>(values).ToArray());
}
