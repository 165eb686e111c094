using Espalier.Certificates;
using Espalier.Certificates.Exact;
using Espalier.Certificates.Steps;

namespace Espalier.Tests.Certificates.Exact;

/// <summary>Outputs in twice the digits of float64 against whole numbers.</summary>
public sealed class CloseForwardTests
{
    [Fact]
    public void What_is_missed_is_no_more_than_is_said_and_far_less_than_float64_misses()
    {
        int compared = 0;
        for (int number = 0; number < 150; number++)
        {
            if (OperatorPairs.Draw(number) is not var (pair, box, name) || pair.IsCurved) continue;
            double[] point = [.. box.Lower.Zip(box.Upper, (low, high) => Math.Clamp((0.37 * low) + (0.63 * high), low, high))];
            foreach (StepGraph graph in (StepGraph[])[pair.StepsA, pair.StepsB])
            {
                CloseForward.Value found = new CloseForward(graph, threads: 1).Run(point, CancellationToken.None)!;
                ExactVector miss = ExactForward.Run(graph, point, threads: 1) - ExactVector.Of(found.High) - ExactVector.Of(found.Low);
                double missed = ExactNorm.Down(miss, OutputNorm.Euclidean, null);
                Assert.True(missed <= found.Missed, $"{name}: {missed:R} is missed, {found.Missed:R} is said");
                Assert.True(found.Missed <= 1e-22 * Math.Max(1, Size(graph, point)), $"{name}: {found.Missed:R}");
                compared++;
            }

            var question = new DifferenceQuestion(box);
            double exact = Certifier.ValueAt(pair, question, point, threads: 1), close = pair.Close.At(question, point, 1, CancellationToken.None);
            Assert.InRange(close, (exact * (1 - 1e-9)) - 1e-15, exact);
            Assert.Equal(close, pair.Close.At(question, point, 1, CancellationToken.None));
        }

        Assert.True(compared > 60, $"only {compared} networks were compared");
    }

    [Fact]
    public void Stopped_work_proves_nothing()
    {
        (NetworkPair pair, BoxDomain box, _) = Enumerable.Range(0, 100).Select(OperatorPairs.Draw).First(static drawn => drawn is not null)!.Value;
        double[] point = [.. box.Lower];
        Assert.Equal(0, pair.Close.At(new DifferenceQuestion(box), point, 1, new CancellationToken(canceled: true)));
    }

    /// <summary>The largest magnitude that an interval pass may have to do with, as a scale of what rounding is relative to.</summary>
    private static double Size(StepGraph graph, double[] point)
    {
        double size = point.Max(Math.Abs);
        foreach (AffineStep step in graph.Steps)
        {
            double largest = step.Terms.Sum(term => term.Map.LargestSums().Row);
            size = Math.Max(size, (largest * size) + step.Bias.Max(Math.Abs));
        }

        return size;
    }
}
