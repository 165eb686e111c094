using Espalier.Certificates;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Tests.Numerics;

namespace Espalier.Tests.Certificates.Exact;

/// <summary>The value of a witness is the true one, rounded down once.</summary>
public sealed class ExactValueTests
{
    [Fact]
    public void Values_are_the_largest_float64_below_the_truth()
    {
        for (int number = 0; number < 300; number++)
        {
            DrawnPairs.Pair drawn = DrawnPairs.At(number, seed: 5);
            var pair = new NetworkPair(drawn.A, drawn.B);
            double[] point = [.. drawn.Box.Lower.Zip(drawn.Box.Upper, (low, high) => Math.Clamp((0.3 * low) + (0.7 * high), low, high))];
            Dyadic[] difference = [.. ExactOutputs.Of(drawn.A, point).Zip(ExactOutputs.Of(drawn.B, point), (a, b) => a - b)];
            Dyadic[] squares = [.. difference.Select(d => d * d)];
            RequireDown(
                Certifier.ValueAt(pair, new DifferenceQuestion(drawn.Box), point, threads: 1), squares.Aggregate((a, b) => a.Compare(b) > 0 ? a : b));
            RequireDown(
                Certifier.ValueAt(pair, new DifferenceQuestion(drawn.Box, OutputNorm.Euclidean), point, threads: 2),
                squares.Aggregate((a, b) => a + b));
            RequireDown(Certifier.ValueAt(pair, new DifferenceQuestion(drawn.Box, OutputNorm.Euclidean, 0), point, threads: 1), squares[0]);
        }
    }

    [Theory]
    [InlineData(1, 0.0)]
    [InlineData(1, 4.9406564584124654e-324)]
    [InlineData(0.5, 4.9406564584124654e-324)]
    [InlineData(0.3, 1e-310)]
    [InlineData(1e300, 1e300)]
    [InlineData(1e-200, 1e-200)]
    [InlineData(0.1, 0.1)]
    [InlineData(-3, 7.25)]
    public void Products_at_the_ends_of_the_range_are_rounded_down(double weight, double input)
    {
        var pair = new NetworkPair(Linear(weight), Linear(0));
        var domain = new BoxDomain([input], [input]);
        double value = Certifier.ValueAt(pair, new DifferenceQuestion(domain), [input], threads: 1);
        double root = Certifier.ValueAt(pair, new DifferenceQuestion(domain, OutputNorm.Euclidean), [input], threads: 1);
        Dyadic truth = (Dyadic.Of(weight) * Dyadic.Of(input)).Abs();
        Assert.True(double.IsFinite(value) && Dyadic.Of(value).Compare(truth) <= 0, $"{value:R} is not below");
        Assert.True(value == double.MaxValue || Dyadic.Of(double.BitIncrement(value)).Compare(truth) > 0, $"{value:R} is too small");
        Assert.Equal(value, root);
    }

    private static Network Linear(double weight) => new(new Shape(1), new Dense(new Tensor(new Shape(1, 1), [weight])));

    private static void RequireDown(double value, Dyadic square)
    {
        Assert.True(square.Compare(Dyadic.Of(value) * Dyadic.Of(value)) >= 0, $"{value:R} is above the truth");
        Dyadic next = Dyadic.Of(double.BitIncrement(value));
        Assert.True(value == 0 ? square.Sign == 0 : (next * next).Compare(square) > 0, $"{value:R} is not the largest float64 below the truth");
    }
}
