using System.Diagnostics;
using Espalier.Certificates;
using Espalier.Certificates.Witnesses;
using Espalier.Formats;
using Espalier.Networks;

namespace Espalier.Tests.Certificates.Witnesses;

/// <summary>Witnesses for an ACAS Xu network against its own copy in float16.</summary>
public sealed class RealNetworkTests
{
    public static TheoryData<string, double[], double[]> Boxes => new()
    {
        { "P1", [0.6, -0.5, -0.5, 0.45, -0.5], [0.67985776, 0.5, 0.5, 0.5, -0.45] },
        { "P3", [-0.303531, -0.0095493, 0.493380, 0.3, 0.3], [-0.298553, 0.0095493, 0.5, 0.5, 0.5] },
        { "P16", [-0.12929, -0.5, -0.5, -0.5, -0.5], [0.70043, -0.111408, -0.499204, -0.409091, 0.5] },
    };

    [Theory]
    [MemberData(nameof(Boxes))]
    public void Rounds_only_improve_the_witness(string name, double[] lower, double[] upper)
    {
        Network network = NetworkFile.Read(Checkout.SharedData("networks", "ACASXU_run2a_1_1_batch_2000.onnx")).Network;
        var pair = new NetworkPair(network, WeightRounding.Round(network, WeightFormat.Float16));
        foreach (int? output in (int?[])[0, null])
        {
            var domain = new BoxDomain(lower, upper);
            var search = new WitnessSearch(pair, new DifferenceQuestion(domain, OutputNorm.Largest, output));
            double last = 0;
            for (int round = 0; round < 5; round++)
            {
                long start = Stopwatch.GetTimestamp();
                Witness best = search.Round(threads: 2, TestContext.Current.CancellationToken);
                TestContext.Current.TestOutputHelper?.WriteLine($"{name}, output {output}, round {round}: {best.Value:R} after {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms");
                Assert.True(best.Value >= last && domain.Contains(best.Point.AsSpan()));
                last = best.Value;
            }

            Assert.True(last > 0);
        }
    }
}
