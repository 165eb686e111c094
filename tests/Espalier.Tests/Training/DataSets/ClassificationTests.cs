using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Training.DataSets;

namespace Espalier.Tests.Training.DataSets;

public sealed class ClassificationTests
{
    /// <summary>Two pixels, 0 or 255; the label is 1 where the second is the brighter one.</summary>
    private static readonly LabelledImages Pairs = new("pairs", new Shape(1, 1, 2), [255, 0, 0, 255, 255, 255, 0, 0], [0, 1, 1, 0]);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(99, 3)]
    public void The_first_maximum_wins(int limit, int expected)
    {
        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            Assert.Equal(expected, Classification.CountCorrect(Linear(new Shape(2), 1, 0, 0, 1), Pairs, limit, threads: 1, precision));
        }
    }

    [Fact]
    public void Scores_that_are_not_numbers_name_no_class() =>
        Assert.Equal(0, Classification.CountCorrect(Linear(new Shape(2), float.NaN, float.NaN, float.NaN, float.NaN), Pairs, 4, threads: 1));

    [Fact]
    public void Images_fit_any_input_of_their_length()
    {
        foreach (Shape shape in new Shape[] { new(2), new(1, 1, 2), new(1, 2), new(2, 1, 1) })
        {
            Assert.Equal(3, Classification.CountCorrect(Linear(shape, 1, 0, 0, 1), Pairs, 4, threads: 2));
        }
    }

    [Fact]
    public void Blocks_and_threads_do_not_matter()
    {
        byte[] pixels = [.. Enumerable.Range(0, 2 * 5001).Select(i => (byte)(((i * 2654435761L) >> 7) & 255))];
        byte[] labels = [.. Enumerable.Range(0, 5001).Select(i => (byte)(pixels[(2 * i) + 1] > pixels[2 * i] ? 1 : 0))];
        var images = new LabelledImages("noise", new Shape(1, 1, 2), pixels, labels);
        var steps = new List<int>();
        Network network = Linear(new Shape(2), 1, 0, 0, 1);
        Assert.Equal(5001, Classification.CountCorrect(network, images, 5001, threads: 1, progress: new Recorder(steps)));
        Assert.Equal([2000, 4000, 5001], steps);
        Assert.Equal(5001, Classification.CountCorrect(network, images, 5001, threads: 3, Precision.Double));
        Assert.Equal(0, Classification.CountCorrect(Linear(new Shape(2), 0, 0, 0, 0), images, 0, threads: 3));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var three = new Network(new Shape(3), new Relu());
        var one = new Network(new Shape(2), new Dense(new Tensor(new Shape(1, 2), [1.0f, 1])));
        Assert.Contains("do not fit", Assert.Throws<ArgumentException>(() => Classification.CountCorrect(three, Pairs, 4, threads: 1)).Message);
        Assert.Contains("classes", Assert.Throws<ArgumentException>(() => Classification.CountCorrect(one, Pairs, 4, threads: 1)).Message);
    }

    [Fact]
    public void Cancelled_work_stops() =>
        Assert.Throws<OperationCanceledException>(() =>
            Classification.CountCorrect(Linear(new Shape(2), 1, 0, 0, 1), Pairs, 4, threads: 1, cancel: new CancellationToken(canceled: true)));

    private static Network Linear(Shape input, params float[] weights)
    {
        var dense = new Dense(new Tensor(new Shape(2, 2), weights));
        return input.Rank == 1 ? new Network(input, dense) : new Network(input, new Flatten(), dense);
    }

    private sealed class Recorder(List<int> steps) : IProgress<int>
    {
        public void Report(int value) => steps.Add(value);
    }
}
