using Espalier.Certificates;
using Espalier.Certificates.Branching;
using Espalier.Certificates.Witnesses;
using Espalier.Tests.Certificates.Exact;

namespace Espalier.Tests.Certificates;

/// <summary>Certificates of small pairs against the exact maximum over all linear regions; no assertion has any slack in its favour.</summary>
public sealed class SoundnessTests
{
    private static readonly int Count = LongRun.Count("ESPALIER_PAIRS", 4000);

    [Fact]
    [Slow]
    public void Both_bounds_enclose_the_maximum()
    {
        int tight = 0;
        Parallel.For(0, Count, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken },
            number =>
        {
            DrawnPairs.Pair drawn = DrawnPairs.At(number);
            OutputNorm norm = number % 4 == 0 ? OutputNorm.Euclidean : OutputNorm.Largest;
            int? output = number % 4 == 1 ? number % drawn.A.OutputShape.Length : null;
            Certificate found = Check(drawn, new DifferenceQuestion(drawn.Box, norm, output), $"pair {number} ({drawn.Kind})");
            if (found.Status == CertificateStatus.Closed) Interlocked.Increment(ref tight);
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{tight} of {Count} closed");
        Assert.True(tight > 0.75 * Count, $"only {tight} of {Count} certificates were closed");
    }

    [Fact]
    [Slow]
    public void Exact_fractions_are_enclosed_too()
    {
        for (int number = 0; number < 400; number++)
        {
            DrawnPairs.Pair drawn = DrawnPairs.At(number, coarse: true, mostInputs: 2, mostWidth: 5, seed: 11);
            Rational exact = ExactMaximum.Exactly(drawn.A, drawn.B, drawn.Box);
            Certificate found = Certifier.Bound(
                new NetworkPair(drawn.A, drawn.B),
                new DifferenceQuestion(drawn.Box),
                new CertifierOptions(MostPieces: 200),
                threads: 1,
                new WitnessRounds(1));
            Assert.True((Rational.Of(found.Upper) - exact).Sign(0) >= 0, $"pair {number} ({drawn.Kind}): {found.Upper:R} is below the maximum");
            Assert.True((exact - Rational.Of(found.Lower)).Sign(0) >= 0, $"pair {number} ({drawn.Kind}): {found.Lower:R} is above the maximum");
        }
    }

    [Slow]
    [Fact]
    public void A_violation_by_a_billionth_is_never_certified()
    {
        int planted = 0, refuted = 0;
        for (int number = 0; number < 500; number++)
        {
            DrawnPairs.Pair drawn = DrawnPairs.At(number, seed: 21);
            (double exact, _) = ExactMaximum.Near(drawn.A, drawn.B, drawn.Box);
            if (exact < 1e-6) continue;
            planted++;
            Certificate found = Certifier.Bound(
                new NetworkPair(drawn.A, drawn.B), new DifferenceQuestion(drawn.Box), new CertifierOptions(
                    exact * (1 - 1e-9), MostPieces: 300), threads: 1, new WitnessRounds(1));
            Assert.True(
                found.Status is CertificateStatus.Refuted or CertificateStatus.Limit,
                $"pair {number} ({drawn.Kind}): {found.Status} at {exact * (1 - 1e-9):R}");
            if (found.Status == CertificateStatus.Refuted) refuted++;
        }

        Assert.True(planted > 300 && refuted > 0.9 * planted, $"{refuted} of {planted} violations were found");
    }

    [Fact]
    [Slow]
    public void Over_discs_too()
    {
        int tight = 0, count = 0;
        for (int number = 0; count < 1000; number++)
        {
            DrawnPairs.Pair drawn = DrawnPairs.At(number, seed: 31);
            if (drawn.Box.Dimension != 2) continue;
            count++;
            var disc = new BallDomain(number % 3 == 0 ? [0, 0] : drawn.Box.Lower.AsSpan(), 0.1 + (number % 20 * 0.1));
            int? output = number % 2 == 0 ? number % drawn.A.OutputShape.Length : null;
            var pair = new NetworkPair(drawn.A, drawn.B);
            var question = new DifferenceQuestion(disc, OutputNorm.Largest, output);
            (double near, double[] highest) = DiscMaximum.Near(drawn.A, drawn.B, disc, output);
            double attained = Certifier.ValueAt(pair, question, highest, threads: 1);
            Certificate found = Certifier.Bound(
                pair, question, new CertifierOptions(Tolerance: 1e-6, MostPieces: 128), threads: 1, new WitnessRounds(1));
            RequireEnclosed(found, drawn, question, attained, near, $"disc {number} ({drawn.Kind})");
            double relaxed = Certifier.Relax(pair, question, threads: 1);
            Assert.True(relaxed >= attained, $"disc {number} ({drawn.Kind}): one relaxation, {relaxed:R}, lies below {attained:R}");
            if (found.Lower >= near * (1 - 1e-9)) tight++;
        }

        Assert.True(tight > 0.9 * count, $"only {tight} of {count} maxima were attained by a witness");
    }

    private static Certificate Check(DrawnPairs.Pair drawn, DifferenceQuestion question, string name)
    {
        var pair = new NetworkPair(drawn.A, drawn.B);
        (double near, double[] highest) = ExactMaximum.Near(drawn.A, drawn.B, drawn.Box, question.Norm, question.Output);

        // What the difference truly is at a point of the box: no upper bound may lie below.
        double[] inside = [.. highest.Select((x, i) => Math.Clamp(x, drawn.Box.Lower[i], drawn.Box.Upper[i]))];
        double attained = Certifier.ValueAt(pair, question, inside, threads: 1);
        Assert.True(Math.Abs(attained - near) <= 1e-9 * (1 + near), $"{name}: the enumeration finds {near:R}, but there it is {attained:R}");

        Certificate found = Certifier.Bound(pair, question, new CertifierOptions(Tolerance: 1e-6, MostPieces: 64), threads: 1, new WitnessRounds(1));
        RequireEnclosed(found, drawn, question, attained, near, name);
        Certificate byNeurons = new Search(
            pair,
            question,
            new CertifierOptions(Tolerance: 1e-6, MostPieces: 16),
            threads: 1,
            null,
            null,
            CancellationToken.None)
        { SplitsInputs = false }.Run();
        RequireEnclosed(byNeurons, drawn, question, attained, near, $"{name} by neurons");
        return found;
    }

    private static void RequireEnclosed(
        Certificate found, DrawnPairs.Pair drawn, DifferenceQuestion question, double attained, double near, string name)
    {
        Assert.True(found.Upper >= attained, $"{name}: the upper bound {found.Upper:R} lies below {attained:R}");
        Assert.True(found.Lower <= near + (1e-9 * (1 + near)), $"{name}: the lower bound {found.Lower:R} lies above {near:R}");
        Assert.True(found.Lower <= found.Upper, $"{name}: [{found.Lower:R}, {found.Upper:R}] is empty");
        if (found.Witness is null)
        {
            Assert.Equal(0, found.Lower);
            return;
        }

        Assert.True(question.Domain.Contains(found.Witness.Point.AsSpan()), $"{name}: the witness lies outside");
        Assert.Equal(found.Lower, found.Witness.Value);
        ExactOutputs.RequireAttained(new NetworkPair(drawn.A, drawn.B), question, [.. found.Witness.Point], found.Lower, name);
    }
}
