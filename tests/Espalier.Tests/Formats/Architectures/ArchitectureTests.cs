using System.Collections.Immutable;
using Espalier.Formats;
using Espalier.Formats.Architectures;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Formats.Architectures;

public sealed class ArchitectureTests
{
    [Theory]
    [InlineData("1x28x28: conv pad 2, relu, maxpool 2, conv, relu, maxpool 2, flatten, dense, relu, dense, relu, dense", null)]
    [InlineData("784: dense, relu, dense, logsoftmax", null)]
    [InlineData("dense", null)]
    [InlineData("scalar: relu", null)]
    [
        InlineData(
            "3x5x7: conv stride 2 1 pad 0 1 2 3, maxpool 3 2 stride 1 pad 1 0 1 0, affine, affine scale, affine shift, affine "
                + "none, flatten, dense, softmax",
            null),
    ]
    [
        InlineData(
            " 1X28×28 :CONV  stride 1 pad 2 2 2 2,\n\tReLU , maxpool 2 2 stride 2 2,convolution pad 0, flatten,dense",
            "1x28x28: conv pad 2, relu, maxpool 2, conv, flatten, dense"),
    ]
    [InlineData("2: maxpool 3 2 stride 3 2", "2: maxpool 3 2")]
    [InlineData("conv pad 1 stride 2", "conv stride 2 pad 1")]
    public void Text_is_read_and_printed_canonically(string text, string? canonical)
    {
        string printed = Architecture.Parse(text).Format();
        Assert.Equal(canonical ?? text, printed);
        Assert.Equal(printed, Architecture.Parse(printed).Format());
        Assert.Equal(Architecture.Parse(text), Architecture.Parse(printed));
    }

    [Theory]
    [InlineData("", 1, "a layer is missing")]
    [InlineData("dense, , dense", 8, "a layer is missing")]
    [InlineData("dense,", 7, "a layer is missing")]
    [InlineData("784: dense, tonh", 13, "'tonh' is no layer")]
    [InlineData("784: dense relu", 12, "'relu' does not belong here")]
    [InlineData("784: dense: relu", 11, "': relu' does not belong here")]
    [InlineData("28*28: dense", 1, "'28*28' is no input shape")]
    [InlineData("  0x3: dense", 3, "no array has the shape '0x3'")]
    [InlineData("4611686018427387904x4: dense", 1, "no array has the shape")]
    [InlineData("99999999999999999999: dense", 1, "is no input shape")]
    [InlineData("-3: dense", 1, "is no input shape")]
    [InlineData("conv pad", 6, "pad needs one number, or four")]
    [InlineData("conv pad 1 2", 12, "pad needs one number, or four")]
    [InlineData("conv pad -1", 6, "pad needs one number, or four")]
    [InlineData("conv pad 1 pad 2", 12, "'pad 2' does not belong here")]
    [InlineData("conv stride 0", 13, "'0' is no whole number from 1 on")]
    [InlineData("conv stride 99999999999", 13, "'99999999999' is no whole number")]
    [InlineData("conv stride 2.5", 13, "'2.5' is no whole number")]
    [InlineData("maxpool", 1, "maxpool needs its kernel")]
    [InlineData("maxpool 0", 9, "'0' is no whole number from 1 on")]
    [InlineData("maxpool 2 2 2", 13, "maxpool needs its kernel")]
    [InlineData("affine wrong", 8, "'wrong' does not belong here")]
    public void Errors_name_the_column(string text, int column, string problem)
    {
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => Architecture.Parse(text));
        Assert.Contains(problem, error.Problem);
        Assert.Equal(("architecture", $"column {column}"), (error.InputSource, error.Place));
    }

    [Fact]
    public void Long_texts_are_bounded()
    {
        Assert.Equal(9_999, Architecture.Parse(string.Join(',', Enumerable.Repeat("relu", 9_999))).Format().Split(',').Length);
        Assert.Contains(
            "more than 10000 layers",
            Assert.Throws<InvalidInputException>(() => Architecture.Parse(string.Join(',', Enumerable.Repeat("relu", 10_001)))).Message);
        Assert.Contains("longer than a million", Assert.Throws<InvalidInputException>(() => Architecture.Parse(new string(' ', 2_000_000))).Message);
    }

    [Fact]
    public void Damaged_texts_are_refused_or_read()
    {
        byte[] text = "3x5x7: conv stride 2 1 pad 0 1 2 3, maxpool 3 2 stride 1 pad 1 0 1 0, affine scale, flatten, dense, softmax"u8.ToArray();
        (int accepted, int refused) = Mutations.Check(text, bytes =>
        {
            Architecture read = Architecture.Parse(System.Text.Encoding.Latin1.GetString(bytes));
            Assert.Equal(read, Architecture.Parse(read.Format()));
        });
        Assert.True(refused > 10_000 && accepted > 100, $"{accepted} accepted, {refused} refused");
    }

    [Theory]
    [InlineData(Precision.Single)]
    [InlineData(Precision.Double)]
    public void Networks_are_rebuilt_from_their_tensors_and_text(Precision precision)
    {
        foreach ((string _, Network network) in SampleNetworks.All(precision))
        {
            NamedTensors tensors = NamedTensors.Of(network);
            var architecture = Architecture.Parse(Architecture.Of(network).Format());
            SampleNetworks.AssertSame(network, architecture.Build(tensors, "x.npz"));
            SampleNetworks.AssertSame(network, Architecture.Infer(tensors, "x.npz").Build(tensors, "x.npz"));
        }
    }

    [Fact]
    public void Random_architectures_round_trip()
    {
        for (uint seed = 0; seed < 2000; seed++)
        {
            Architecture drawn = Draw(seed);
            Assert.True(drawn.Equals(Architecture.Parse(drawn.Format())), $"seed {seed}: {drawn}");
        }
    }

    private static Architecture Draw(uint seed)
    {
        var stream = new RandomStream(seed, 0);
        ulong next = 0;
        int Below(int bound) => (int)(stream.Word(next++) % (uint)bound);
        Window Window() => new(1 + Below(3), 1 + Below(3), Below(3), Below(3), Below(3), Below(3));
        OperatorForm Plan() => Below(8) switch
        {
            0 => new ConvolutionForm(Window()),
            1 => Dense.Plain,
            2 => new AffineForm(Below(2) == 0, Below(2) == 0),
            3 => new Relu().Form,
            4 => new Flatten().Form,
            5 => new Softmax(Below(2) == 0).Form,
            _ => new MaxPooling(1 + Below(4), 1 + Below(4), Window()).Form,
        };
        Shape? input = Below(4) == 0 ? null : new Shape([.. Enumerable.Range(0, Below(4)).Select(_ => 1 + Below(50))]);
        return new Architecture(
            input,
            Enumerable.Range(0, 1 + Below(6)).Select(
                i => Below(3) == 0 ? new ArchitectureStep(Joint(), Reads(i)) : new ArchitectureStep(Plan(), [i])));

        OperatorForm Joint() => Below(2) == 0 ? new Add().Form : new Concat(Below(3)).Form;

        ImmutableArray<int> Reads(int made) => [.. Enumerable.Range(0, 1 + Below(3)).Select(_ => Below(made + 1))];
    }
}
