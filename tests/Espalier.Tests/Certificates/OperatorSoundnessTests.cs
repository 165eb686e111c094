using System.Collections.Concurrent;
using Espalier.Certificates;
using Espalier.Certificates.Branching;
using Espalier.Certificates.Witnesses;

namespace Espalier.Tests.Certificates;

/// <summary>
/// Certificates of small graphs of all operators against dense sampling: no assertion has any slack in its favour. ESPALIER_PAIRS sets the
/// number of graphs; most of them have a relaxation.
/// </summary>
[Slow]
public sealed class OperatorSoundnessTests
{
    private static readonly int Count = LongRun.Count("ESPALIER_PAIRS", 100);

    [Fact]
    public void No_sampled_difference_exceeds_a_bound_and_no_violation_by_a_billionth_is_certified()
    {
        int bounded = 0, planted = 0, found = 0, side = 0;
        var kinds = new ConcurrentDictionary<string, int>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken };
        Parallel.For(0, Count, parallel, number =>
        {
            if (OperatorPairs.Draw(number) is not var (pair, box, name)) return;
            Interlocked.Increment(ref bounded);
            if (!pair.Together.IsStacked) Interlocked.Increment(ref side);
            foreach (string kind in pair.A.Nodes.Select(node => node.Operator.Kind)) kinds[kind] = 0;
            OutputNorm norm = number % 3 == 0 ? OutputNorm.Euclidean : OutputNorm.Largest;
            var question = new DifferenceQuestion(box, norm, number % 5 == 1 ? number % pair.Outputs : null);
            var options = new CertifierOptions(Tolerance: 1e-3, MostPieces: 12);
            Certificate bound = Certifier.Bound(pair, question, options, threads: 1, new WitnessRounds(1));
            Certificate other = new Search(pair, question, options, 1, null, null, CancellationToken.None) { SplitsInputs = pair.Inputs > 10 }.Run();
            double most = Math.Max(bound.Lower, SampledDifference.Most(pair, question, number, count: 200));
            Assert.True(bound.Upper >= most, $"{name}: {most:R} is above {bound.Upper:R}");
            Assert.True(other.Upper >= most, $"{name}: {most:R} is above {other.Upper:R} of the other division");
            if (!(most > 1e-9)) return;
            Interlocked.Increment(ref planted);
            Certificate asked = Certifier.Bound(
                pair, question, new CertifierOptions(most * (1 - 1e-9), MostPieces: 12), threads: 1, new WitnessRounds(1));
            Assert.True(asked.Status != CertificateStatus.Proved, $"{name}: a violation by a billionth was certified");
            if (asked.Status == CertificateStatus.Refuted) Interlocked.Increment(ref found);
        });
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{bounded} of {Count} pairs have a relaxation, {side} side by side; {found} of {planted} violations by a billionth were found");
        string[] needed = ["sigmoid", "tanh", "leakyrelu", "prelu", "clip", "maxpool", "avgpool", "concat", "batchnorm", "add", "relu"];
        Assert.Empty(needed.Except(kinds.Keys));
        Assert.True(bounded > Count / 2, $"{bounded} of {Count} graphs have a relaxation");
        Assert.True(side > 0.9 * bounded, $"{side} of {bounded} pairs stand side by side");
        Assert.True(found > 0.7 * planted, $"{found} of {planted} planted violations were found");
    }
}
