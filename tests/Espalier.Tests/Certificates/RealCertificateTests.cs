using Espalier.Certificates;
using Espalier.Certificates.Branching;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.Numerics.Random;
using Espalier.Training.DataSets;

namespace Espalier.Tests.Certificates;

/// <summary>Certificates of networks that others trained.</summary>
public sealed class RealCertificateTests
{
    /// <summary>ReluDiff needs 2 619, 17 191 and 7 705 splits for these boxes.</summary>
    [Theory]
    [InlineData("P1", 800)]
    [InlineData("P3", 100)]
    [InlineData("P16", 800)]
    public void Half_precision_changes_the_collision_network_by_less_than_a_twentieth(string box, int mostPieces)
    {
        Network network = CollisionNetwork.Read();
        var question = new DifferenceQuestion(CollisionNetwork.Box(box), Output: 0);
        Certificate proof = Certifier.Bound(
            new NetworkPair(network, WeightRounding.Round(network, NumberType.Float16)), question,
            new CertifierOptions(Epsilon: 0.05, MostPieces: mostPieces), threads: 2, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(CertificateStatus.Proved, proof.Status);
        Assert.InRange(proof.Upper, proof.Lower, 0.05);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(1e-4)]
    [Slow]
    public void Around_an_image_the_relaxation_is_far_tighter_than_the_closed_forms(double epsilon)
    {
        Network network = NetworkFile.Read(Checkout.SharedData("pensia", "fc2.pt")).Network!;
        var stream = new RandomStream(1, 1, StreamPurpose.Sampling);
        var pair = new NetworkPair(network, Changed(network, (value, index) => value + (float)(epsilon * stream.Uniform((ulong)index))));
        LabelledImages images = Mnist.Load(Checkout.SharedData("mnist"), training: false);
        var pixels = new double[pair.Inputs];
        for (int i = 0; i < 2; i++)
        {
            images.Fill(i, pixels);
            var question = new DifferenceQuestion(new BoxDomain([.. pixels.Select(x => x - 0.01)], [.. pixels.Select(x => x + 0.01)]));
            double relaxed = Certifier.Relax(pair, question, threads: 2);
            double norms = ClosedForm.Of(pair.Together, new DifferenceQuestion(Around(pixels)), threads: 2);
            double intervals = ClosedForm.Of(pair.Together, question, threads: 2);
            Assert.True(10 * relaxed <= norms, $"image {i}: {relaxed} by relaxation, {norms} by norms");
            Assert.True(2 * relaxed <= intervals, $"image {i}: {relaxed} by relaxation, {intervals} by intervals");
            Certificate whole = Certifier.Bound(
                pair, question, new CertifierOptions(MostPieces: 20), threads: 2, cancel: TestContext.Current.CancellationToken);
            Assert.InRange(whole.Upper, whole.Lower, relaxed);
        }
    }

    /// <summary>The ball around 0 that holds the box.</summary>
    private static BallDomain Around(double[] pixels) =>
        BallDomain.AroundZero(pixels.Length, Math.Sqrt(pixels.Sum(x => Math.Pow(Math.Abs(x) + 0.01, 2))) * (1 + 1e-12));

    private static Network Changed(Network network, Func<float, int, float> change)
    {
        int next = 0;
        return network.Map((made, _) => made.WithParameters(
            tensor => new Tensor(tensor.Shape, [.. tensor.Singles.ToArray().Select(value => change(value, next++))])));
    }
}
