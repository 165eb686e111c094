using Espalier.Certificates;
using Espalier.Certificates.Conditions;
using Espalier.Tests.Certificates.Exact;
using Espalier.Tests.Graphs;
using Espalier.Tests.Numerics;

namespace Espalier.Tests.Certificates.Conditions;

/// <summary>Answers about classes of small pairs against corners of regions and points between them.</summary>
public sealed class ClassAgreementTests
{
    private static readonly int Count = LongRun.Count("ESPALIER_PAIRS", 800);

    [Fact]
    [Slow]
    public void No_answer_contradicts_an_enumeration_of_regions()
    {
        int decided = 0, asked = 0;
        var limits = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken };
        Parallel.For(0, Count, limits, number =>
        {
            DrawnPairs.Pair drawn = DrawnPairs.At(number, mostWidth: 5, seed: 41);
            if (drawn.A.OutputShape.Length < 2) return;
            double? confidence = (number % 3) switch { 0 => null, 1 => 0.5, _ => 0.7 };
            double margin = number % 5 == 0 ? 0.25 : 0;
            ClassCertificate found = ClassAgreement.Decide(
                new NetworkPair(drawn.A, drawn.B), new ClassQuestion(drawn.Box, confidence, margin), mostPieces: 2000, threads: 1);
            Interlocked.Increment(ref asked);
            if (found.Status is CertificateStatus.Proved or CertificateStatus.Refuted) Interlocked.Increment(ref decided);
            string name = $"pair {number} ({drawn.Kind})";
            if (found.Witness is { } witness)
            {
                Assert.Equal(CertificateStatus.Refuted, found.Status);
                Assert.True(drawn.Box.Contains([.. witness.Point]), name);
                Assert.True(Differs(drawn, [.. witness.Point], confidence, margin, 0), name);
            }

            if (found.Status == CertificateStatus.Proved)
                Assert.False(RegionPoints.Of(drawn, inside: 8, number).Any(point => Differs(drawn, point, confidence, margin, 1e-9)), name);
        });
        Assert.True(decided > 0.85 * asked, $"{decided} of {asked} were decided");
    }

    [Fact]
    public void A_network_agrees_with_itself()
    {
        for (int number = 0; number < 60; number++)
        {
            DrawnPairs.Pair drawn = DrawnPairs.At(number, seed: 42);
            if (drawn.A.OutputShape.Length < 2) continue;
            var itself = new NetworkPair(drawn.A, drawn.A);
            Assert.Equal(CertificateStatus.Proved, ClassAgreement.Decide(itself, new ClassQuestion(drawn.Box), 1000, 1).Status);
            Assert.Equal(
                CertificateStatus.Proved, ClassAgreement.Decide(itself, new ClassQuestion(new BallDomain(drawn.Box.Middle(), 1)), 1000, 1).Status);
        }
    }

    [Theory]
    [InlineData(0.0, false)]
    [InlineData(1.0, true)]
    [InlineData(0.0, false, 0.2)]
    public void What_is_asked_is_checked(double confidence, bool isWrong, double margin = 0)
    {
        DrawnPairs.Pair drawn = DrawnPairs.At(Enumerable.Range(0, 100).First(n => DrawnPairs.At(n).A.OutputShape.Length > 1));
        var question = new ClassQuestion(drawn.Box, confidence == 0 ? null : confidence, margin);
        void Ask() => ClassAgreement.Decide(new NetworkPair(drawn.A, drawn.B), question, 10, 1);
        if (isWrong) Assert.Equal("confidence", Assert.Throws<InvalidInputException>(Ask).InputSource);
        else Ask();
    }

    /// <summary>Whether B puts an output above the one that is A's largest, by more than a slack, where A is as sure as is asked for.</summary>
    private static bool Differs(DrawnPairs.Pair drawn, double[] point, double? confidence, double margin, double slack)
    {
        Dyadic[] a = ExactOutputs.Of(drawn.A, point), b = ExactOutputs.Of(drawn.B, point);
        double[] nearA = Outputs.Of(drawn.A, point);
        for (int i = 0; i < a.Length; i++)
        {
            bool leads = Enumerable.Range(0, a.Length).All(k => k == i || (a[i] - a[k] - Dyadic.Of(margin + slack)).Sign >= 0);
            double share = 1 / nearA.Sum(value => Math.Exp(value - nearA[i]));
            if (!leads || share < (confidence ?? 0) + (slack > 0 ? slack : -1e-12)) continue;
            if (Enumerable.Range(0, a.Length).Any(j => (b[j] - b[i] - Dyadic.Of(slack)).Sign > 0)) return true;
        }

        return false;
    }
}
