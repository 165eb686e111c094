using Espalier.Certificates;
using Espalier.Certificates.Branching;
using Espalier.Formats;
using Espalier.Networks;
using Espalier.Networks.Layers;
using Espalier.Random;
using Espalier.Training.DataSets;

namespace Espalier.Tests.Certificates;

/// <summary>A trained network against a copy with weights as far off as a ticket's, over small boxes around images.</summary>
public sealed class RealPairTests
{
    [Theory]
    [InlineData(0.01)]
    [InlineData(1e-4)]
    public void Around_images_the_relaxation_is_near_the_truth_and_far_below_the_closed_forms(double epsilon)
    {
        Network target = NetworkFile.Read(Checkout.SharedData("pensia", "fc2.pt"), "dense, relu, dense").Network;
        LabelledImages images = Mnist.Load(Checkout.SharedData("mnist"), training: false).Slice(0, 3);
        var pair = new NetworkPair(target, Moved(target, epsilon));
        for (int i = 0; i < images.Count; i++)
        {
            double[] centre = Pixels(images, i);
            var question = new DifferenceQuestion(new BoxDomain([.. centre.Select(x => x - 0.01)], [.. centre.Select(x => x + 0.01)]));
            double box = ClosedForm.Of(pair.Together, question, threads: 2);
            double ball = ClosedForm.Of(pair.Together, question with { Domain = new BallDomain(centre, 0.01 * Math.Sqrt(centre.Length)) }, threads: 2);
            Certificate found = Certifier.Bound(pair, question, new CertifierOptions(MostPieces: 1), threads: 2);
            TestContext.Current.TestOutputHelper?.WriteLine($"image {i}: closed forms {ball:G4} and {box:G4}, relaxation {found.Upper:G4}, lower {found.Lower:G4}");
            Assert.True(found.Upper <= 0.1 * ball && found.Upper <= 0.5 * box, $"image {i}: {found.Upper} against {ball} and {box}");
            Assert.True(found.Upper <= 4 * found.Lower, $"image {i}: {found.Upper} above {found.Lower}");
        }
    }

    private static Network Moved(Network network, double most)
    {
        var stream = new RandomStream(1, 0, StreamPurpose.Sampling);
        ulong next = 0;
        return new Network(network.InputShape, [.. network.Layers.Select(layer => layer is Dense dense ? new Dense(Moved(dense.Weights)) : layer)]);

        Tensor Moved(Tensor tensor)
        {
            var values = new double[tensor.Length];
            for (int i = 0; i < values.Length; i++) values[i] = tensor[i] + stream.Uniform(next++, -most, most);
            return new Tensor(tensor.Shape, values);
        }
    }

    private static double[] Pixels(LabelledImages images, int index) => [.. images.PixelsOf(index).ToArray().Select(pixel => pixel / 255.0)];
}
