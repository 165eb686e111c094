using Espalier.Web.Neurons;
using Espalier.Work.Neurons;

namespace Espalier.Web.Tests;

public sealed class SectionTests
{
    private static readonly GivenParent Parent = new()
    {
        Weights = [[0.3, -1, 0.2], [1, 2, -0.5]],
        Coefficients = [0.5, -0.25],
        Target = [2.0, 0, 1],
    };

    private static readonly double[] Witness = [0.1, 0.9, -0.3];

    [Theory]
    [InlineData("", 0.1, 0.9, -0.3)]
    [InlineData("x2", 0, 1, 0)]
    [InlineData("w1", 1, 2, -0.5)]
    [InlineData("x4", 0.1, 0.9, -0.3)]
    [InlineData("w2", 0.1, 0.9, -0.3)]
    [InlineData("nonsense", 0.1, 0.9, -0.3)]
    public void A_section_holds_the_target_and_what_was_chosen(string across, double x, double y, double z)
    {
        Section section = State(across).SectionOf(Parent, Witness);
        Assert.True(section.Holds(Parent.Target));
        Assert.Equal(1, Math.Cos(section.AngleOf(Parent.Target)!.Value), 1e-12);
        Assert.True(section.Holds([x, y, z]));
        double[] at = section.At(section.AngleOf([x, y, z])!.Value);
        double size = Math.Sqrt((x * x) + (y * y) + (z * z));
        Assert.All(at.Zip((double[])[x, y, z]), pair => Assert.Equal(pair.Second / size, pair.First, 1e-9));
    }

    [Fact]
    public void What_stands_outside_a_section_is_not_shown_in_it() => Assert.False(State("x2").SectionOf(Parent, Witness).Holds(Witness));

    [Fact]
    public void The_choice_stands_in_the_address()
    {
        Playground state = State("w1");
        Assert.Equal("w1", Playground.Of(AddressParts.Behind(state.Query())).Across);
    }

    private static Playground State(string across) => new() { Dimension = 3, Width = 2, Across = across };
}
