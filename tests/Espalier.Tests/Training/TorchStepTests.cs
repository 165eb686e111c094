using System.Runtime.InteropServices;
using Espalier.Tests.Formats;
using Espalier.Training;
using Espalier.Training.DataSets;
using Espalier.Training.Popup;

namespace Espalier.Tests.Training;

/// <summary>Three steps of descent on the same numbers in PyTorch, whose autograd knows nothing of folding.</summary>
public sealed class TorchStepTests : IDisposable
{
    private const int Examples = 64;
    private const int Steps = 3;

    private static readonly int[] Widths = [784, 20, 10];

    private readonly string _folder = Directory.CreateTempSubdirectory("espalier-torch-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Slow]
    public void Steps_agree_with_PyTorch()
    {
        ExampleSet examples = TrainingRuns.Glyphs(training: true, Examples);
        var pixels = new float[Examples * 784];
        examples.Source.Fill(0, pixels);
        Write("x", pixels);
        File.WriteAllBytes(Path.Combine(_folder, "y"), ((LabelledImages)examples.Source).Labels.ToArray());
        string[] kinds = ["dense", "linear", "relu", "wide"];
        var networks = kinds.ToDictionary(kind => kind, kind => TrainingRuns.Network(kind, [.. Widths], pairs: 5));
        foreach ((string kind, TrainableNetwork network) in networks)
        {
            WriteTensors(network, $"{kind}-before");
            var options = new TrainingOptions { Epochs = Steps, BatchSize = Examples };
            Assert.Equal(TrainingStatus.Finished, new TrainingLoop(network, examples, examples, options, threads: 2).Run(null, null, default).Status);
        }

        Python.Run("torch", _folder, Script);
        foreach ((string kind, TrainableNetwork network) in networks)
        {
            int tensor = 0;
            foreach ((float[] parameters, _) in Tensors(network))
            {
                float[] before = Read($"{kind}-before-{tensor}-p"), theirs = Read($"{kind}-after-{tensor++}");
                double moved = before.Zip(theirs, (a, b) => Math.Abs(a - b)).Max();
                double apart = parameters.Zip(theirs, (a, b) => Math.Abs(a - b)).Max();
                Assert.True(moved > 1e-3 && apart < 1e-5, $"{kind}, tensor {tensor - 1}: {apart} apart, moved by {moved}");
            }
        }
    }

    /// <summary>The peer's own method, tensor by tensor; a weight is kept if its score's magnitude is above the k-th smallest.</summary>
    private const string Script = """
        import numpy as np, torch, torch.nn.functional as F
        torch.set_num_threads(1)
        sizes = [784, 20, 10]
        x = torch.tensor(np.fromfile('x', np.float32).reshape(-1, 784)); y = torch.tensor(np.fromfile('y', np.uint8).astype(np.int64))
        class Top(torch.autograd.Function):
            @staticmethod
            def forward(ctx, m): return (m > m.flatten().kthvalue(int(0.5 * m.numel())).values).float()
            @staticmethod
            def backward(ctx, g): return g
        def load(name, shape): return torch.tensor(np.fromfile(name, np.float32).reshape(shape))
        for kind in ['dense', 'linear', 'relu', 'wide']:
            shapes = []
            for i, o in zip(sizes, sizes[1:]): shapes += [(5, i), (o, 5 * i)] if kind in ('linear', 'relu') else [(o, i)]
            p = [load(f'{kind}-before-{t}-p', s).requires_grad_() for t, s in enumerate(shapes)]
            w = None if kind == 'dense' else [load(f'{kind}-before-{t}-w', s) for t, s in enumerate(shapes)]
            opt = torch.optim.SGD(p, lr=0.1, momentum=.9, weight_decay=5e-4); sch = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=3)
            for step in range(3):
                m = p if kind == 'dense' else [a * Top.apply(s.abs()) for a, s in zip(w, p)]
                h, t = x, 0
                for layer in range(2):
                    if kind in ('linear', 'relu'):
                        h = h[:, None, :] * m[t]; t += 1
                        if kind == 'relu': h = F.relu(h)
                        h = h.reshape(len(x), -1)
                    h = F.linear(h, m[t]); t += 1
                    if layer == 0: h = F.relu(h)
                opt.zero_grad(); F.cross_entropy(h, y).backward(); opt.step(); sch.step()
            for t, a in enumerate(p): a.detach().numpy().tofile(f'{kind}-after-{t}')
        """;

    private void WriteTensors(TrainableNetwork network, string name)
    {
        int tensor = 0;
        foreach ((float[] parameters, float[] weights) in Tensors(network))
        {
            Write($"{name}-{tensor}-p", parameters);
            Write($"{name}-{tensor++}-w", weights);
        }
    }

    private static IEnumerable<(float[] Parameters, float[] Weights)> Tensors(TrainableNetwork network)
    {
        foreach (TrainableLayer layer in network.Layers)
        {
            if (layer is not PopupLayer popup) yield return (Lanes.Unpadded(layer.Effective.Span, layer.Outputs, layer.Inputs), []);
            else
                foreach (ScoreMatrix m in popup.Tensors)
                    yield return (
                        Lanes.Unpadded(m.Scores.Span, m.Rows * m.Planes, m.Columns), Lanes.Unpadded(m.Weights.Span, m.Rows * m.Planes, m.Columns));
        }
    }

    private void Write(string name, float[] values) =>
        File.WriteAllBytes(Path.Combine(_folder, name), MemoryMarshal.AsBytes<float>(values).ToArray());

    private float[] Read(string name) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(_folder, name))).ToArray();
}
