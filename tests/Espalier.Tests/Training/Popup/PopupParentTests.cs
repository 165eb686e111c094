using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Numerics.Random;
using Espalier.Training.Popup;

namespace Espalier.Tests.Training.Popup;

public sealed class PopupParentTests
{
    [Fact]
    public void The_first_structure_and_its_wide_counterpart_have_the_published_sizes()
    {
        PopupParent pairs = PopupParent.For(1, PopupStructure.Linear, 5, [784, 500, 10]);
        Assert.Equal(1_991_420, pairs.ParameterCount);
        Assert.Equal([new Shape(5, 784), new Shape(500, 3920), new Shape(5, 500), new Shape(10, 2500)], pairs.Tensors.Select(tensor => tensor.Shape));
        Assert.Equal([0, 0, 1, 1], pairs.Tensors.Select(tensor => tensor.Layer));
        Assert.Equal(
            [
                Math.Sqrt(2), Math.Sqrt(2.0 / 784), Math.Sqrt(2), Math.Sqrt(2.0 / 500),
            ], pairs.Tensors.Select(tensor => tensor.Distribution.StandardDeviation));

        PopupParent wide = PopupParent.For(1, PopupStructure.Wide, 5, [784, 500, 10]);
        Assert.Equal([784, 2508, 10], wide.Widths);
        Assert.Equal([new Shape(2508, 784), new Shape(10, 2508)], wide.Tensors.Select(tensor => tensor.Shape));
        Assert.Equal([Math.Sqrt(2.0 / 784), Math.Sqrt(2.0 / 2508)], wide.Tensors.Select(tensor => tensor.Distribution.StandardDeviation));
    }

    [Fact]
    public void Wide_widths_come_nearest_to_the_count_of_the_pairs()
    {
        ImmutableArray<int>[] networks = [[784, 500, 500, 500, 10], [400, 120, 84, 10], [3, 2, 1], [1, 1, 1], [20, 3, 7, 3, 5]];
        foreach (ImmutableArray<int> target in networks)
        {
            long wanted = PopupParent.For(1, PopupStructure.Relu, 5, target).ParameterCount;
            ImmutableArray<int> best = PopupParent.WideWidths(target, 5);
            long miss = Math.Abs(Count(best) - wanted);
            int broadest = target[1..^1].Max();
            for (int width = 1; width < 2000; width++)
            {
                ImmutableArray<int> other = [
                    target[0], .. target[1..^1].Select(hidden => Math.Max(1, ((hidden * width) + (broadest / 2)) / broadest)), target[^1],
                ];
                Assert.True(Math.Abs(Count(other) - wanted) >= miss, $"{string.Join('-', other)} is nearer than {string.Join('-', best)}");
            }
        }

        Assert.Equal([784, 1314, 1314, 1314, 10], PopupParent.WideWidths([784, 500, 500, 500, 10], 5));
        Assert.Equal([7, 3], PopupParent.WideWidths([7, 3], 5));
    }

    [Fact]
    public void Any_slice_is_the_stream_of_its_tensor()
    {
        var parent = new PopupParent(7, PopupStructure.Relu, 3, [4, 5, 2]);
        for (int tensor = 0; tensor < parent.Tensors.Length; tensor++)
        {
            var whole = new float[parent.Tensors[tensor].Length];
            parent.Fill(tensor, 0, whole);
            var stream = new RandomStream(7, (uint)tensor);
            for (int i = 0; i < whole.Length; i++)
                Assert.Equal((float)(parent.Tensors[tensor].Distribution.StandardDeviation * stream.Normal((ulong)i)), whole[i]);
            var slice = new float[3];
            parent.Fill(tensor, 5, slice);
            Assert.Equal(whole[5..8], slice);
        }
    }

    [Fact]
    public void Parents_are_equal_by_value()
    {
        Assert.Equal(new PopupParent(1, PopupStructure.Linear, 2, [3, 2]), new PopupParent(1, PopupStructure.Linear, 2, [3, 2]));
        Assert.NotEqual(new PopupParent(1, PopupStructure.Linear, 2, [3, 2]), new PopupParent(1, PopupStructure.Linear, 2, [3, 1]));
        Assert.NotEqual(new PopupParent(1, PopupStructure.Linear, 2, [3, 2]), new PopupParent(2, PopupStructure.Linear, 2, [3, 2]));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new PopupParent(1, PopupStructure.Linear, 1, [3]));
        Assert.Throws<ArgumentException>(() => new PopupParent(1, PopupStructure.Linear, 0, [3, 2]));
        Assert.Throws<ArgumentException>(() => new PopupParent(1, PopupStructure.Linear, 1, [3, 0]));
        Assert.Throws<ArgumentException>(() => new PopupParent(1, PopupStructure.Wide, 2, [3, 2]));
        Assert.Throws<ArgumentException>(() => new PopupParent(1, PopupStructure.Linear, int.MaxValue, [3, 2]));
        Assert.Throws<ArgumentException>(() => new PopupParent(1, PopupStructure.Wide, 1, [int.MaxValue, 2]));
        Assert.Throws<ArgumentException>(() => new PopupParent(1, (PopupStructure)7, 1, [3, 2]));
    }

    private static long Count(ImmutableArray<int> widths) => widths.Zip(widths.Skip(1), (inputs, outputs) => (long)inputs * outputs).Sum();
}
