using Espalier.Networks;
using Espalier.Networks.Layers;
using Espalier.Tests.InstructionSets;

namespace Espalier.Tests.Networks;

[Trait(InstructionSetMatrixTests.Trait, "any")]
public sealed class ForwardTests
{
    [Fact]
    public void A_dense_network_computes_a_known_case()
    {
        var network = new Network(
            new Shape(2),
            new Dense(Singles([3, 2], 1, 2, -1, 0.5f, 0, -4), Singles([3], 0.5f, 0, 1)),
            new Relu(),
            new Dense(Singles([1, 3], 1, -2, 3)));
        var outputs = new float[2];
        Forward.Run(network, [1f, 3f, -2f, -1f], outputs, 2, 1);
        Assert.Equal([6.5f, 12f], outputs);
        // (1,3): 7.5, 0.5, −11 → 7.5 − 1 = 6.5;  (−2,−1): −3.5, 1.5, 5 → −3 + 15 = 12.
    }

    private static Tensor Singles(int[] extents, params float[] values) => new(new Shape(extents), values);
}
