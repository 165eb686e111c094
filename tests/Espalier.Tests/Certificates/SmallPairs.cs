using Espalier.Certificates;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Certificates;

/// <summary>Small random pairs and questions about them, each a function of its seed.</summary>
internal sealed class SmallPairs(ulong seed)
{
    private readonly RandomStream _stream = new(seed, 77, StreamPurpose.Sampling);
    private ulong _next;

    /// <summary>Depth 1–4, width at most 8; the second network is near, far, identical, pruned, or of another structure.</summary>
    public NetworkPair Draw(out int inputs)
    {
        inputs = Below(5) + 1;
        Network a = Chain(inputs, Below(4) + 1, outputs: Below(3) + 1, bias: Below(2) == 0);
        int outputs = a.OutputShape.Length;
        Network b = Below(6) switch
        {
            0 => a,
            1 => Chain(inputs, Below(4) + 1, outputs, bias: Below(2) == 0),
            2 => Changed(a, weight => Below(4) == 0 ? 0 : weight),
            3 => Changed(a, weight => (float)(Half)weight),
            _ => Changed(a, weight => weight + (float)Uniform(-0.05, 0.05)),
        };
        return Below(2) == 0 ? new NetworkPair(a, b) : new NetworkPair(b, a);
    }

    public DifferenceQuestion Ask(NetworkPair pair)
    {
        double[] centre = [.. Enumerable.Range(0, pair.Inputs).Select(_ => Uniform(-1, 1))];
        double size = Math.Pow(10, Uniform(-2, 0.3));
        Domain domain = Below(2) == 0
            ? new BallDomain(Below(2) == 0 ? new double[pair.Inputs] : centre, size)
            : new BoxDomain([.. centre.Select(x => x - (size * Below(3)))], [.. centre.Select(x => x + (size * Below(3)))]);
        return new DifferenceQuestion(domain, Below(2) == 0 ? OutputNorm.Largest : OutputNorm.Euclidean, Below(3) == 0 ? Below(pair.Outputs) : null);
    }

    /// <summary>A point of the domain, often on its border.</summary>
    public double[] Point(Domain domain)
    {
        var point = new double[domain.Dimension];
        double squares = 0;
        for (int i = 0; i < point.Length; i++)
        {
            double share = Uniform(-0.3, 1.3);
            point[i] = domain is BoxDomain box
                ? Math.Clamp(box.Lower[i] + (share * (box.Upper[i] - box.Lower[i])), box.Lower[i], box.Upper[i])
                : Uniform(-1, 1);
            squares += point[i] * point[i];
        }

        if (domain is not BallDomain ball) return point;
        double length = Math.Min(Uniform(0, 1.5), 1) * ball.Radius * (1 - 1e-15) / Math.Sqrt(squares);
        for (int i = 0; i < point.Length; i++) point[i] = ball.Centre[i] + (length * point[i]);
        return ball.Contains(point) ? point : [.. ball.Centre];
    }

    private Network Chain(int inputs, int depth, int outputs, bool bias)
    {
        var layers = new List<Operator>();
        int width = inputs;
        for (int i = 0; i < depth; i++)
        {
            int next = i == depth - 1 ? outputs : Below(8) + 1;
            int dead = Below(4) == 0 ? Below(next) : -1;
            double scale = 1.5 / Math.Sqrt(width);
            float[] weights = [.. Enumerable.Range(0, next * width).Select(k => k / width == dead ? 0 : (float)Uniform(-scale, scale))];
            float[] shifts = [.. Enumerable.Range(0, next).Select(_ => (float)Uniform(-0.3, 0.3))];
            layers.Add(new Dense(new Tensor(new Shape(next, width), weights), bias ? new Tensor(new Shape(next), shifts) : null));
            if (i < depth - 1 || Below(5) == 0) layers.Add(new Relu());
            width = next;
        }

        return new Network(new Shape(inputs), [.. layers]);
    }

    private static Network Changed(Network network, Func<float, float> change) => network.Map((made, _) => made.WithParameters(
        tensor => new Tensor(tensor.Shape, [.. tensor.Singles.ToArray().Select(change)])));

    private double Uniform(double low, double high) => _stream.Uniform(_next++, low, high);

    private int Below(int limit) => Math.Min((int)(_stream.Uniform(_next++, 0, 1) * limit), limit - 1);
}
