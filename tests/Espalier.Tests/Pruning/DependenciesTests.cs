using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Pruning;

namespace Espalier.Tests.Pruning;

/// <summary>Groups of graphs small enough to read them off.</summary>
public sealed class DependenciesTests
{
    [Fact]
    public void A_chain_has_a_group_for_every_hidden_layer()
    {
        var network = new Network(new Shape(4), Map(5, 4), new Relu(), Map(3, 5), new Relu(), Map(2, 3));
        DependencyGroup[] groups = [.. Dependencies.Of(network).Groups];
        Assert.Equal([5, 3, 2], groups.Select(group => group.Channels));
        Assert.Equal([null, null, 5], groups.Select(group => group.HeldBy));
        Assert.Equal([2], groups[0].Readers);
    }

    [Fact]
    public void A_residual_sum_couples_and_normalisations_follow()
    {
        var builder = new GraphBuilder(new Shape(2, 5, 5));
        int first = builder.Add(Norm(4), builder.Add(Kernels(4, 2), GraphBuilder.Input));
        int inner = builder.Add(Norm(6), builder.Add(Kernels(6, 4), first));
        int back = builder.Add(Norm(4), builder.Add(Kernels(4, 6), builder.Add(new Relu(), inner)));
        int sum = builder.Add(new Add(), first, back);
        int output = builder.Add(Map(2, 4 * 25), builder.Add(new Flatten(), sum));
        DependencyGroup[] groups = [.. Dependencies.Of(builder.Build(output)).Groups];
        Assert.Equal([4, 6, 2], groups.Select(group => group.Channels));
        Assert.Equal([0, 5], groups[0].Makers);
        Assert.Equal([1, 6], groups[0].Followers);
        Assert.Equal([2, 9], groups[0].Readers);
        Assert.Equal([3], groups[1].Followers);
    }

    [Fact]
    public void A_convolution_of_one_channel_each_follows_and_groups_lose_the_same_places()
    {
        var network = new Network(
            new Shape(1, 5, 5), Kernels(6, 1), Kernels(6, 1, groups: 6), Kernels(8, 3, groups: 2), Kernels(2, 8), new Flatten());
        DependencyGroup[] groups = [.. Dependencies.Of(network).Groups];
        Assert.Equal([3, 4, 2], groups.Select(group => group.Channels));
        Assert.Equal([1], groups[0].Followers);
        Assert.Equal([2], groups[0].Readers);
    }

    [Fact]
    public void What_mixes_channels_holds_them_and_is_named()
    {
        var network = new Network(new Shape(4), Map(5, 4), new Softmax(false), Map(3, 5), new Relu(), Map(2, 3));
        Assert.Equal([1, null, 5], Dependencies.Of(network).Groups.Select(group => group.HeldBy));
        var input = new GraphBuilder(new Shape(4));
        int sum = input.Add(new Add(), input.Add(Map(4, 4), GraphBuilder.Input), GraphBuilder.Input);
        Assert.Equal(1, Dependencies.Of(input.Build(input.Add(Map(2, 4), sum))).Groups[0].HeldBy);
        var shuffled = new Network(
            new Shape(1, 3, 3),
            Kernels(6, 1),
            new Reshape(new Shape(2, 3, 3, 3)),
            new Transpose([1, 0, 2, 3]),
            new Reshape(new Shape(6, 3, 3)),
            Kernels(2, 6));
        // Each half goes whole: what the transposition puts side by side is told apart by its half alone.
        Assert.Equal((2, null), (Dependencies.Of(shuffled).Groups[0].Channels, Dependencies.Of(shuffled).Groups[0].HeldBy));
        var turned = new Network(
            new Shape(1, 3, 3), Kernels(6, 1), new Reshape(new Shape(18, 3)), new Transpose([1, 0]), new Reshape(new Shape(2, 27)), Map(2, 27));
        Assert.Equal(3, Dependencies.Of(turned).Groups[0].HeldBy);
    }

    [Fact]
    public void Heads_of_attention_go_whole()
    {
        var builder = new GraphBuilder(new Shape(5, 7));
        int Split(params int[] order) => builder.Add(
            new Transpose([.. order]), builder.Add(new Reshape(new Shape(5, 3, 4)), builder.Add(Map(12, 7), GraphBuilder.Input)));
        int scores = builder.Add(new MatrixMultiply(), Split(1, 0, 2), Split(1, 2, 0));
        int attended = builder.Add(new MatrixMultiply(), builder.Add(new Softmax(false), scores), Split(1, 0, 2));
        int together = builder.Add(new Reshape(new Shape(5, 12)), builder.Add(new Transpose([1, 0, 2]), attended));
        Network network = builder.Build(builder.Add(Map(7, 12), together));
        DependencyGroup group = Dependencies.Of(network).Groups[0];
        Assert.Equal((3, null), (group.Channels, group.HeldBy));
        Assert.Equal([0, 3, 8], group.Makers);
        Assert.Equal([14], group.Readers);
        Network pruned = StructuredPruning.Prune(network, new StructuredOptions { Remove = 0.34 }).Network;
        Assert.Equal([8, 8, 8, 7], pruned.Nodes.Select(node => node.Operator.Grid).OfType<WeightGrid>().Select(grid => grid.Channels));
        Assert.Equal(new Shape(5, 2, 4), pruned.Shapes[2]);
    }

    [Fact]
    public void The_last_channel_of_a_layer_stays()
    {
        var network = new Network(new Shape(4), Map(2, 4), new Relu(), Map(3, 2));
        StructuredResult half = StructuredPruning.Prune(network, new StructuredOptions { Remove = 0.5 });
        Assert.Equal([1, 0], half.Removed);
        var refused = Assert.Throws<InvalidInputException>(() => StructuredPruning.Prune(network, new StructuredOptions { Remove = 0.9 }));
        Assert.Contains("nothing would be left of a layer", refused.Message);
        Assert.Contains(
            "is the output",
            Assert.Throws<InvalidInputException>(
                () => StructuredPruning.Prune(new Network(new Shape(4), Map(2, 4)), new StructuredOptions { Remove = 0.5 })).Message);
    }

    private static Dense Map(int outputs, int inputs) => new(Numbers(outputs, inputs));

    private static Convolution Kernels(int outputs, int inputs, int groups = 1) =>
        new(Numbers(outputs, inputs, 3, 3), null, Window.Uniform(1, 1), groups);

    private static BatchNorm Norm(int channels) =>
        new(null, null, Numbers(channels), new Tensor(new Shape(channels), [.. Enumerable.Repeat(1.0, channels)]));

    private static Tensor Numbers(params int[] extents)
    {
        var shape = new Shape(extents);
        return new Tensor(shape, [.. Enumerable.Range(0, shape.Length).Select(i => Math.Sin(i + 1))]);
    }
}
