using Espalier.Certificates;
using Espalier.Certificates.Branching;
using Espalier.Certificates.Witnesses;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics;
using Espalier.Numerics.Random;
using Espalier.Tests.Tickets;
using Espalier.Tickets;
using Espalier.Tickets.Forms;
using Espalier.Training.DataSets;

namespace Espalier.Tests.Certificates;

/// <summary>Certificates of networks with convolutions, residual sums and large layers.</summary>
public sealed class GraphCertificateTests
{
    [Fact]
    [Slow]
    public void LeNet5_stays_near_its_ticket_around_an_image()
    {
        Network lenet = NetworkFile.Read(Checkout.SharedData("pensia", "LeNet5_e50_h500.pt")).Network!;
        Network folded = TicketForms.Folded(Targets.Draw(lenet, Targets.Recipe(Construction.Linear, 24), threads: 2).Ticket);
        var pair = new NetworkPair(lenet, folded);
        Assert.False(pair.Together.IsStacked);
        LabelledImages images = Mnist.Load(Checkout.SharedData("mnist"), training: false);
        var pixels = new double[pair.Inputs];
        images.Fill(0, pixels);
        var question = new DifferenceQuestion(new BoxDomain([.. pixels.Select(x => x - 0.001)], [.. pixels.Select(x => x + 0.001)]));
        Certificate proof = Certifier.Bound(
            pair, question, new CertifierOptions(Epsilon: 0.02, MostPieces: 1), threads: 2, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(CertificateStatus.Proved, proof.Status);
        Assert.InRange(Certifier.ValueAt(pair, question, pixels, threads: 2), 0, proof.Upper);
        Assert.InRange(proof.Lower, 0.5 * proof.Upper, proof.Upper);
        double simple = ClosedForm.Of(pair.Together, question, threads: 2);
        Assert.True(2 * proof.Upper < simple, $"{proof.Upper} by one relaxation, {simple} by intervals and norms");
    }

    /// <summary>Two residual blocks, the second with a convolution beside it, against their copy in half precision.</summary>
    [Slow]
    [Fact]
    public void A_small_residual_network_stays_near_its_rounded_copy()
    {
        var graph = new GraphBuilder(new Shape(1, 8, 8));
        int h = graph.Add(new Relu(), graph.Add(Convolution(1, 4, 1, 3), GraphBuilder.Input));
        int inner = graph.Add(Convolution(3, 4, 4, 3), graph.Add(new Relu(), graph.Add(Convolution(2, 4, 4, 3), h)));
        h = graph.Add(new Relu(), graph.Add(new Add(), inner, h));
        int pooled = graph.Add(new MaxPooling(2, 2, Window.Uniform(2, 0)), h);
        inner = graph.Add(Convolution(5, 6, 4, 3), graph.Add(new Relu(), graph.Add(Convolution(4, 4, 4, 3), pooled)));
        h = graph.Add(new Relu(), graph.Add(new Add(), inner, graph.Add(Convolution(6, 6, 4, 1), pooled)));
        int joined = graph.Add(new Concat(), h, pooled);
        Network network = graph.Build(graph.Add(new Dense(Values(7, 3, 160)), graph.Add(new Flatten(), joined)));
        var pair = new NetworkPair(network, WeightRounding.Round(network, NumberType.Float16));
        Assert.False(pair.Together.IsStacked);
        double[] middle = [.. Enumerable.Range(0, 64).Select(i => 0.5 + (0.5 * Math.Sin(i * i)))];
        var question = new DifferenceQuestion(new BoxDomain([.. middle.Select(x => x - 0.01)], [.. middle.Select(x => x + 0.01)]));
        Certificate found = Certifier.Bound(
            pair, question, new CertifierOptions(MostPieces: 20), threads: 2, new WitnessRounds(2), cancel: TestContext.Current.CancellationToken);
        Assert.InRange(found.Upper, found.Lower, 2 * found.Lower);
        Certificate proof = Certifier.Bound(pair, question, new CertifierOptions(Epsilon: 1.01 * found.Upper, MostPieces: 20), threads: 2);
        Assert.Equal(CertificateStatus.Proved, proof.Status);
        Assert.InRange(SampledDifference.Most(pair, question, number: 5, count: 40), 0, found.Upper);
    }

    /// <summary>A convolution whose matrix would have 172 million entries, far inside a network of two inputs.</summary>
    [Fact]
    public void A_convolution_too_large_to_be_written_out_is_bounded()
    {
        var input = new Shape(2, 1, 1);
        Convolution[] layers =
        [
            new(Values(11, 2, 2, 1, 1), Values(12, 2), Window.Uniform(1, 40)),
            new(Values(13, 2, 2, 3, 3), Values(14, 2), Window.Uniform(1, 1)),
            new(Values(15, 1, 2, 5, 5), null, Window.Uniform(38, 0)),
        ];
        var network = new Network(input, layers[0], new Relu(), layers[1], new Relu(), layers[2]);
        Assert.True((long)network.Shapes[2].Length * network.Shapes[3].Length > 1L << 25);
        var pair = new NetworkPair(network, WeightRounding.Round(network, NumberType.Float16));
        var question = new DifferenceQuestion(BoxDomain.Cube(2, -1, 1));
        Certificate found = Certifier.Bound(pair, question, new CertifierOptions(MostPieces: 64), threads: 2);
        Assert.InRange(found.Upper, found.Lower, 2 * found.Lower);
        Assert.InRange(SampledDifference.Most(pair, question, number: 5, count: 40), 0, found.Upper);
    }

    /// <summary>Where even the forms would not fit, intervals bound the difference.</summary>
    [Fact]
    public void A_network_too_large_for_forms_is_bounded_by_intervals()
    {
        var input = new Shape(1, 96, 96);
        var first = new Convolution(Values(21, 3, 1, 3, 3), Values(22, 3), Window.Uniform(1, 1));
        var network = new Network(input, first, new Relu(), new Convolution(Values(23, 2, 3, 3, 3), null, Window.Uniform(40, 0)));
        var pair = new NetworkPair(network, WeightRounding.Round(network, NumberType.Float16));
        var question = new DifferenceQuestion(BoxDomain.Cube(input.Length, 0.4, 0.6));
        Assert.Equal(double.PositiveInfinity, Certifier.Relax(pair, question, threads: 1));
        Certificate found = Certifier.Bound(pair, question, new CertifierOptions(), threads: 2);
        Assert.Equal(CertificateStatus.Limit, found.Status);
        Assert.True(found.Lower > 0 && found.Upper < 0.1, $"{found.Lower} to {found.Upper}");
        Assert.InRange(SampledDifference.Most(pair, question, number: 5, count: 40), 0, found.Upper);
    }

    private static Convolution Convolution(uint tensor, int outputs, int inputs, int size) =>
        new(Values(tensor, outputs, inputs, size, size), Values(tensor + 100, outputs), Window.Uniform(1, size / 2));

    private static Tensor Values(uint tensor, params int[] extents)
    {
        var shape = new Shape(extents);
        var stream = new RandomStream(6, tensor, StreamPurpose.Sampling);
        double scale = 1.5 / Math.Sqrt(shape.Length / (double)shape[0]);
        return new Tensor(shape, Enumerable.Range(0, shape.Length).Select(i => (float)(scale * stream.Uniform((ulong)i))).ToArray());
    }
}
