using Espalier.Graphs;
using Espalier.Graphs.Evaluation;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Graphs;

/// <summary>Graphs in which values are read many times, against the same operators one by one, each with memory of its own.</summary>
public sealed class GraphForwardTests
{
    [Fact]
    public void Memory_that_is_used_again_changes_no_value()
    {
        for (uint seed = 0; seed < 1500; seed++)
        {
            Network network = Draw(seed);
            double[] inputs = Values(seed, 77, 3 * network.InputShape.Length);
            double[] expected = [.. inputs.Chunk(network.InputShape.Length).SelectMany(input => OneByOne(network, input))];
            Assert.True(expected.SequenceEqual(Outputs.Of(network, inputs)), $"seed {seed}");
        }
    }

    [Fact]
    public void No_value_is_overwritten_before_its_last_reader()
    {
        for (uint seed = 0; seed < 200; seed++)
        {
            Network network = Draw(seed);
            var plan = new MemoryPlan(network, Shown(network));
            Assert.DoesNotContain(Enumerable.Range(1, network.Nodes.Length), value => IsOverwritten(network, plan, value));
        }

        // The twin: the plan of a chain, in which every value has one reader, for a graph in which one is read again.
        Network chain = new(new Shape(2), new Relu(), new Relu(), new Relu(), new Relu());
        var diamond = new Network(
            new Shape(2), [new Node(new Relu(), [0]), new Node(new Relu(), [1]), new Node(new Relu(), [2]), new Node(new Add(), [1, 3])]);
        Assert.True(IsOverwritten(diamond, new MemoryPlan(chain, Shown(chain)), 1));
    }

    [Fact]
    public void A_chain_takes_two_slots_whatever_its_depth()
    {
        var network = new Network(
            new Shape(4), [.. Enumerable.Range(0, 30).Select(i => (Operator)new Dense(new Tensor(new Shape(4, 4), Values(1, (uint)i, 16))))]);
        Assert.Equal([4, 4], new MemoryPlan(network, Shown(network)).SlotLengths);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var shape = new Shape(3);
        Assert.Throws<ArgumentException>(() => new Network(shape, [new Node(new Relu(), [1])]));
        Assert.Throws<ArgumentException>(() => new Network(shape, [new Node(new Relu(), [-1])]));
        Assert.Throws<ArgumentException>(() => new Network(shape, [new Node(new Add(), [0])]));
        Assert.Throws<ArgumentException>(() => new Network(shape, [new Node(new Relu(), [0]), new Node(new Relu(), [0])]));
        Assert.Throws<ArgumentException>(() => new Network(shape, [new Node(new SplitSigns(), [0]), new Node(new Add(), [0, 1])]));
        Assert.Throws<ArgumentException>(() => new Network(shape, [new Node(new Reshape(new Shape(2, 2)), [0])]));
    }

    /// <summary>Whether a value's slot is taken before its last reader is done.</summary>
    private static bool IsOverwritten(Network network, MemoryPlan plan, int value)
    {
        int last = network.Nodes.Length;
        while (last > 0 && !network.Nodes[last - 1].Reads.Contains(value)) last--;
        return Enumerable.Range(value + 1, Math.Max(0, last - value)).Any(
            later => !network.Nodes[later - 1].Operator.KeepsElements && plan[later].Slot >= 0 && plan[later].Slot == plan[value].Slot);
    }

    private static int[] Shown(Network network) =>
        [.. network.Nodes.Select(node => node.Operator.KeepsElements ? node.Reads[0] : -1)];

    private static double[] OneByOne(Network network, double[] input)
    {
        var values = new List<double[]> { input };
        for (int i = 0; i < network.Nodes.Length; i++)
        {
            Node node = network.Nodes[i];
            double[][] read = [.. node.Reads.Select(value => values[value])];
            Shape[] shapes = network.ShapesRead(i);
            values.Add(node.Operator switch
            {
                Add => [.. read[0].Select((_, k) => read.Skip(1).Aggregate(read[0][k], (sum, other) => sum + other[k]))],
                Concat concat => Joined(read, shapes, concat.Axis),
                SplitSigns => [.. read[0], .. read[0].Select(value => -value)],
                _ => Outputs.Of(new Network(shapes[0], node.Operator), read[0]),
            });
        }

        return values[^1];
    }

    private static double[] Joined(double[][] read, Shape[] shapes, int axis)
    {
        int outer = shapes[0].Extents[..axis].Aggregate(1, (product, extent) => product * extent);
        return [
            .. Enumerable.Range(0, outer).SelectMany(
                o => read.SelectMany(values => values.Skip(o * values.Length / outer).Take(values.Length / outer))),
        ];
    }

    /// <summary>A random graph whose values are vectors and small matrices, many of them read several times.</summary>
    private static Network Draw(uint seed)
    {
        var stream = new RandomStream(seed, 3);
        ulong next = 0;
        int Below(int bound) => (int)(stream.Word(next++) % (uint)bound);
        var builder = new GraphBuilder(new Shape(1 + Below(4), 1 + Below(3)));
        for (int i = 0; i < 3 + Below(12); i++)
        {
            int read = Below(builder.Count + 1);
            Shape shape = builder.ShapeOf(read);
            int[] alike = [.. Enumerable.Range(0, builder.Count + 1).Where(value => builder.ShapeOf(value).Equals(shape))];
            switch (Below(7))
            {
                case 0:
                    builder.Add(new Relu(), read);
                    break;
                case 1:
                    builder.Add(new Add(), read, alike[Below(alike.Length)], alike[Below(alike.Length)]);
                    break;
                case 2 when shape.Length < 40:
                    builder.Add(new Concat(Below(shape.Rank)), read, alike[Below(alike.Length)]);
                    break;
                case 3 when shape.Length < 40:
                    builder.Add(new SplitSigns(), read);
                    break;
                case 4:
                    builder.Add(new Flatten(), read);
                    break;
                case 5 when shape.Rank == 1:
                    int outputs = 1 + Below(6);
                    builder.Add(new Dense(new Tensor(new Shape(outputs, shape.Length), Values(seed, (uint)i, outputs * shape.Length))), read);
                    break;
                default:
                    builder.Add(new Reshape(new Shape(shape.Length, 1)), read);
                    break;
            }
        }

        return builder.Build(builder.Count);
    }

    private static double[] Values(uint seed, uint tensor, int count)
    {
        var stream = new RandomStream(seed, tensor, StreamPurpose.Sampling);
        return [.. Enumerable.Range(0, count).Select(i => stream.Uniform((ulong)i))];
    }
}
