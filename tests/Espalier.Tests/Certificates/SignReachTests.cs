using Espalier.Certificates;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;
using Espalier.Tests.Certificates.Exact;
using Espalier.Tests.Graphs;

namespace Espalier.Tests.Certificates;

public sealed class SignReachTests
{
    [Fact]
    [Slow]
    public void The_Euclidean_norm_of_one_linear_layer_over_a_box_is_exact()
    {
        for (uint number = 0; number < 40; number++)
        {
            var stream = new RandomStream(9, number, StreamPurpose.Sampling);
            uint next = 0;
            double Draw() => (stream.Word(next++) / (double)uint.MaxValue * 2) - 1;
            int inputs = 1 + (int)(number % 10), outputs = 1 + (int)(number % 4);
            Dense Layer() => new(
                new Tensor(new Shape(outputs, inputs), Enumerable.Range(0, outputs * inputs).Select(_ => Draw()).ToArray()),
                new Tensor(new Shape(outputs), Enumerable.Range(0, outputs).Select(_ => Draw()).ToArray()));
            Network a = new(new Shape(inputs), Layer()), b = new(new Shape(inputs), Layer());
            double[] lower = [.. Enumerable.Range(0, inputs).Select(_ => Draw())], upper = [.. lower.Select(x => x + Math.Abs(Draw()))];
            double found = Certifier.Relax(
                new NetworkPair(a, b), new DifferenceQuestion(new BoxDomain(lower, upper), OutputNorm.Euclidean), threads: 1);
            double largest = 0;
            for (int corner = 0; corner < 1 << inputs; corner++)
            {
                double[] point = [.. lower.Select((x, i) => (corner >> i & 1) == 0 ? x : upper[i])];
                largest = Math.Max(largest, ExactMaximum.Norm(Outputs.Difference(a, b, point), OutputNorm.Euclidean, output: null));
            }

            Assert.InRange(found, largest * (1 - 1e-14), largest * (1 + 1e-12));
        }
    }
}
