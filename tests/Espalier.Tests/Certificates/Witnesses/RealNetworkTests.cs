using Espalier.Certificates;
using Espalier.Certificates.Witnesses;
using Espalier.Graphs;
using Espalier.Numerics;

namespace Espalier.Tests.Certificates.Witnesses;

/// <summary>Witnesses for an ACAS Xu network against its own copy in float16.</summary>
public sealed class RealNetworkTests
{
    [Theory]
    [InlineData("P1")]
    [InlineData("P3")]
    [InlineData("P16")]
    [Slow]
    public void Rounds_only_improve_the_witness(string name)
    {
        Network network = CollisionNetwork.Read();
        var pair = new NetworkPair(network, WeightRounding.Round(network, NumberType.Float16));
        BoxDomain domain = CollisionNetwork.Box(name);
        foreach (int? output in (int?[])[0, null])
        {
            var search = new WitnessSearch(pair, new DifferenceQuestion(domain, OutputNorm.Largest, output));
            double last = 0;
            for (int round = 0; round < 5; round++)
            {
                Witness best = search.Round(threads: 2, TestContext.Current.CancellationToken);
                Assert.True(best.Value >= last && domain.Contains(best.Point.AsSpan()));
                last = best.Value;
            }

            Assert.True(last > 0);
        }
    }
}
