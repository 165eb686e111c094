using Espalier.Certificates;
using Espalier.Certificates.Branching;
using Espalier.Certificates.Witnesses;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Tests.Certificates.Exact;

namespace Espalier.Tests.Certificates;

/// <summary>
/// Certificates of networks that are no chains against the exact maximum over all linear regions; no assertion has any slack in
/// its favour.
/// </summary>
public sealed class GraphSoundnessTests
{
    private static readonly int Count = LongRun.Count("ESPALIER_PAIRS", 1500);

    [Slow]
    [Fact]
    public void Both_bounds_enclose_the_maximum()
    {
        int tight = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken };
        Parallel.For(0, Count, parallel, number =>
        {
            (NetworkPair pair, BoxDomain box, GraphPairs.Relation relation) = new GraphPairs((ulong)number + 1).Draw();
            string name = $"pair {number} ({relation})";
            OutputNorm norm = number % 3 == 0 ? OutputNorm.Euclidean : OutputNorm.Largest;
            var question = new DifferenceQuestion(box, norm, number % 5 == 1 ? number % pair.Outputs : null);
            (double near, double[] highest) = ExactMaximum.Near(pair.A, pair.B, box, norm, question.Output);
            double[] inside = [.. highest.Select((x, i) => Math.Clamp(x, box.Lower[i], box.Upper[i]))];
            double attained = Certifier.ValueAt(pair, question, inside, threads: 1);
            Assert.True(Math.Abs(attained - near) <= 1e-9 * (1 + near), $"{name}: the enumeration finds {near:R}, but there it is {attained:R}");
            Assert.True(new PointDifference(pair).At(question, inside) <= attained, $"{name}: an enclosure lies above the truth");
            double closed = ClosedForm.Of(pair.StepsFor(question), question, threads: 1);
            Assert.True(closed >= attained, $"{name}: the closed form {closed:R} lies below {attained:R}");
            var options = new CertifierOptions(Tolerance: 1e-6, MostPieces: 64);
            Certificate[] found =
            [
                Certifier.Bound(pair, question, options, threads: 1, new WitnessRounds(1)),
                new Search(pair, question, options with { MostPieces = 16 }, 1, null, null, CancellationToken.None) { SplitsInputs = false }.Run(),
            ];
            foreach (Certificate each in found)
            {
                Assert.True(each.Upper >= attained, $"{name}: the upper bound {each.Upper:R} lies below {attained:R}");
                Assert.True(each.Lower <= near + (1e-9 * (1 + near)), $"{name}: the lower bound {each.Lower:R} lies above {near:R}");
            }

            if (relation == GraphPairs.Relation.Identical) Assert.Equal(0, found[0].Upper);
            if (found[0].Witness is { } witness) ExactOutputs.RequireAttained(pair, question, [.. witness.Point], found[0].Lower, name);
            if (found[0].Lower >= near * (1 - 1e-9)) Interlocked.Increment(ref tight);
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{tight} of {Count} maxima were attained by a witness");
        Assert.True(tight > 0.9 * Count, $"only {tight} of {Count} maxima were attained by a witness");
    }

    [Fact]
    public void A_violation_by_a_billionth_is_never_certified()
    {
        int planted = 0, refuted = 0;
        for (int number = 0; number < Count / 5; number++)
        {
            (NetworkPair pair, BoxDomain box, GraphPairs.Relation relation) = new GraphPairs((ulong)number + 50_000).Draw();
            (double exact, _) = ExactMaximum.Near(pair.A, pair.B, box);
            if (exact < 1e-6) continue;
            Certificate found = Certifier.Bound(
                pair, new DifferenceQuestion(box), new CertifierOptions(exact * (1 - 1e-9), MostPieces: 300), threads: 1, new WitnessRounds(1));
            Assert.True(found.Status is CertificateStatus.Refuted or CertificateStatus.Limit, $"pair {number} ({relation}): {found.Status}");
            planted++;
            if (found.Status == CertificateStatus.Refuted) refuted++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{refuted} of {planted} violations by a billionth were found, none was certified");
        Assert.True(planted > Count / 10 && refuted > 0.9 * planted, $"{refuted} of {planted} violations were found");
    }

    /// <summary>
    /// Splits that one network has are given to the other, so that the difference stays small; written as a dense matrix they are
    /// unknown.
    /// </summary>
    [Fact]
    public void A_split_of_signs_stands_beside_the_whole_value()
    {
        Dense first = new(new Tensor(new Shape(2, 2), (double[])[1, -2, 0.5, 1])), last = new(new Tensor(new Shape(1, 2), (double[])[1, -1]));
        var halves = new Dense(new Tensor(new Shape(2, 4), (double[])[1, -2, -1.0009765625, 2, 0.5, 1, -0.5, -1]));
        var target = new Network(new Shape(2), first, new Relu(), last);
        var ticket = new Network(new Shape(2), new SplitSigns(), new Relu(), halves, new Relu(), last);
        var written = new Network(
            new Shape(2), new Dense(new Tensor(new Shape(4, 2), (double[])[1, 0, 0, 1, -1, 0, 0, -1])), new Relu(), halves, new Relu(), last);
        var question = new DifferenceQuestion(new BoxDomain([-1, -1], [1, 1]));
        Assert.False(new NetworkPair(target, ticket).Together.IsStacked);
        Assert.False(new NetworkPair(ticket, target).Together.IsStacked);
        Assert.True(new NetworkPair(target, written).Together.IsStacked);
        double beside = Certifier.Relax(new NetworkPair(target, ticket), question, threads: 1);
        double stacked = Certifier.Relax(new NetworkPair(target, written), question, threads: 1);
        Assert.InRange(beside, Math.ScaleB(1, -10), 3 * Math.ScaleB(1, -10));
        Assert.True(stacked > 100 * beside);
    }
}
