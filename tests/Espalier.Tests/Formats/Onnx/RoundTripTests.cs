using Espalier.Formats;
using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Tests.Graphs;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>What is written reads back as the same layers.</summary>
public sealed class RoundTripTests
{
    [Fact]
    public void Generated_networks_read_back_bit_for_bit()
    {
        for (int number = 0; number < 600; number++)
        {
            Network network = ArbitraryNetworks.At(number);
            Network back = RoundTrip(network);
            try
            {
                if (ArbitraryNetworks.IsMixed(number) && network.Precision == Precision.Double) SameOutputs(network, back);
                else SampleNetworks.AssertSame(network, back);
            }
            catch (Exception difference)
            {
                throw new Xunit.Sdk.XunitException($"ArbitraryNetworks.At({number}) differs: {difference.Message}", difference);
            }
        }
    }

    [Fact]
    public void A_mixture_of_precisions_is_written_in_double()
    {
        var network = new Network(
            new Shape(2),
            new Dense(new Tensor(new Shape(1, 2), [0.1f, 0.2f])),
            new ElementwiseAffine(null, new Tensor(new Shape(1), [0.1])));
        Network back = RoundTrip(network);
        Assert.All(back.Layers.SelectMany(layer => layer.Parameters), tensor => Assert.Equal(Precision.Double, tensor.Precision));
        Assert.Equal(Outputs.Of(network, 1, 2), Outputs.Of(back, 1, 2));
    }

    [Fact]
    public void Shifts_that_stand_alone_are_not_joined()
    {
        Tensor one = new(new Shape(2), [0.0f, -0.0f]);
        Network[] networks =
        [
            new(new Shape(2), new Dense(new Tensor(new Shape(2, 2), new float[4])), new ElementwiseAffine(null, one)),
            new(new Shape(2), new ElementwiseAffine(one, null), new ElementwiseAffine(null, one)),
            new(new Shape(2), new ElementwiseAffine(one, one), new ElementwiseAffine(null, one)),
        ];
        Assert.All(networks, network => SampleNetworks.AssertSame(network, RoundTrip(network)));
    }

    [Fact]
    public void The_same_network_gives_the_same_bytes() => Assert.Equal(Bytes(ArbitraryNetworks.At(3)), Bytes(ArbitraryNetworks.At(3)));

    [Fact]
    public void Files_appear_whole_and_replace_what_was_there()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Add("n.onnx", "old"u8);
        NetworkFile.Write(path, ArbitraryNetworks.At(3));
        SampleNetworks.AssertSame(ArbitraryNetworks.At(3), OnnxFormat.Read(path));
        Assert.Equal([path], Directory.GetFiles(folder.Root));
    }

    [Fact]
    public void Weights_that_are_not_finite_are_not_written()
    {
        var network = new Network(new Shape(1), new Dense(new Tensor(new Shape(1, 1), [float.NaN])));
        Assert.Contains("layer 0: weight 0 is NaN", Assert.Throws<InvalidInputException>(() => Bytes(network)).Message);
    }

    internal static byte[] Bytes(Network network)
    {
        using var stream = new MemoryStream();
        OnnxFormat.Write(network, stream);
        return stream.ToArray();
    }

    private static Network RoundTrip(Network network) => OnnxFormat.Read(Bytes(network), "written");

    private static void SameOutputs(Network expected, Network actual)
    {
        Assert.Equal(expected.InputShape, actual.InputShape);
        double[] inputs = [.. Enumerable.Range(0, expected.InputShape.Length).Select(i => Math.Sin(i + 1))];
        Assert.Equal(Outputs.Of(expected, inputs), Outputs.Of(actual, inputs));
    }
}
