using Espalier.Certificates;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Tests.Certificates;

/// <summary>Both halves of a split share their symbols: where weights of both signs are alike, the split costs nothing.</summary>
public sealed class SplitTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_split_whose_halves_are_joined_again_is_bounded_like_none(bool isBall)
    {
        double[] weights = [1, -2, 0.5, 0.25, 1.5, -0.75], changed = [1.01, -2, 0.5, 0.25, 1.5, -0.75], last = [1, -1];
        Network plain = Of(weights, last, isSplit: false), other = Of(changed, last, isSplit: false), split = Of(changed, last, isSplit: true);
        Domain domain = isBall ? new BallDomain([0.1, 0, -0.1], 1) : new BoxDomain([-1, -0.5, -0.25], [1, 1, 0.5]);
        double with = Certifier.Relax(new NetworkPair(plain, split), new DifferenceQuestion(domain), threads: 1);
        double without = Certifier.Relax(new NetworkPair(plain, other), new DifferenceQuestion(domain), threads: 1);
        Assert.InRange(with, without * (1 - 1e-6), without * (1 + 1e-6));
    }

    private static Network Of(double[] weights, double[] last, bool isSplit)
    {
        Tensor Matrix(double[] values, int rows) => new(new Shape(rows, values.Length / rows), values);
        Dense behind = new(Matrix(last, 1));
        if (!isSplit) return new Network(new Shape(3), new Dense(Matrix(weights, 2)), new Relu(), behind);
        double[] both = [.. weights[..3], .. weights[..3].Select(w => -w), .. weights[3..], .. weights[3..].Select(w => -w)];
        return new Network(new Shape(3), new SplitSigns(), new Relu(), new Dense(Matrix(both, 2)), new Relu(), behind);
    }
}
