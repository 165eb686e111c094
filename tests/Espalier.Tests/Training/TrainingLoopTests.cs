using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Tests.InstructionSets;
using Espalier.Training;
using Espalier.Training.DataSets;
using Espalier.Training.Popup;

namespace Espalier.Tests.Training;

public sealed class TrainingLoopTests
{
    public static TheoryData<string> Kinds => TrainingRuns.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    [Slow]
    public void Threads_change_nothing(string kind)
    {
        ExampleSet training = TrainingRuns.Glyphs(training: true, 700), test = TrainingRuns.Glyphs(training: false, 300);
        var seen = new List<(string, string)>();
        foreach (int threads in new[] { 1, 2, 5 })
        {
            TrainableNetwork network = TrainingRuns.Network(kind, [784, 150, 10]);
            TrainingResult result = new TrainingLoop(network, training, test, new TrainingOptions { Epochs = 2 }, threads).Run(null, null, default);
            seen.Add((TrainingRuns.Digest(network), string.Join(' ', result.Epochs)));
        }

        Assert.Single(seen.Distinct());
    }

    /// <summary>Golden digests, written by this test on a processor with AVX-512; without vector instructions they are the same.</summary>
    [Theory]
    [InlineData("dense", "f4ed9d7eea2d934c")]
    [InlineData("linear", "305ef8cfe7aab378")]
    [InlineData("relu", "92faa26ca7930483")]
    [InlineData("wide", "e03b08b98097103a")]
    [Trait(InstructionSetMatrixTests.Trait, "any")]
    public void Instruction_sets_change_nothing(string kind, string digest)
    {
        ExampleSet training = TrainingRuns.Glyphs(training: true, 40), test = TrainingRuns.Glyphs(training: false, 20);
        TrainableNetwork network = TrainingRuns.Network(kind, [784, 5, 10]);
        new TrainingLoop(network, training, test, new TrainingOptions { Epochs = 2, BatchSize = 16 }, threads: 2).Run(null, null, default);
        Assert.Equal(digest, TrainingRuns.Digest(network));
    }

    [Fact]
    public void Numbers_of_ones_own_train_as_images_of_the_same_numbers()
    {
        var images = (LabelledImages)TrainingRuns.Glyphs(training: true, 120).Source;
        double[] values = [.. images.Pixels.ToArray().Select(pixel => (double)(pixel / 255f))];
        var vectors = new LabelledVectors("own", new Shape(784), values, images.Labels.ToArray().Select(label => (int)label).ToArray());
        string[] digests = [.. new[] { ExampleSet.Of(images), ExampleSet.Of(vectors) }.Select(set =>
        {
            TrainableNetwork network = TrainingRuns.Network("dense", [784, 20, 10]);
            new TrainingLoop(network, set, set, new TrainingOptions { Epochs = 2 }, threads: 1).Run(null, null, default);
            return TrainingRuns.Digest(network);
        })];
        Assert.Equal(digests[0], digests[1]);
        Assert.Throws<ArgumentException>(() => ExampleSet.Of(new LabelledVectors("many", new Shape(1), new double[2], new[] { 0, 256 })));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Another_seed_is_another_training(string kind)
    {
        ExampleSet training = TrainingRuns.Glyphs(training: true, 100), test = TrainingRuns.Glyphs(training: false, 20);
        string[] digests = [.. new ulong[] { 1, 2 }.Select(seed =>
        {
            TrainableNetwork network = TrainingRuns.Network(kind, [784, 20, 10]);
            new TrainingLoop(network, training, test, new TrainingOptions { Epochs = 1, Seed = seed }, threads: 1).Run(null, null, default);
            return TrainingRuns.Digest(network);
        })];
        Assert.NotEqual(digests[0], digests[1]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void After_the_first_steps_no_step_allocates(string kind)
    {
        ExampleSet training = TrainingRuns.Glyphs(training: true, 3300), test = TrainingRuns.Glyphs(training: false, 20);
        TrainableNetwork network = TrainingRuns.Network(kind, [784, 60, 10]);
        foreach (int threads in new[] { 1, 2 })
        {
            var allocated = new List<long>(100);
            var watcher = new Watcher(_ => allocated.Add(GC.GetAllocatedBytesForCurrentThread()));
            new TrainingLoop(network, training, test, new TrainingOptions { Epochs = 1, BatchSize = 20 }, threads).Run(null, watcher, default);

            // Reports come at the start, every 32 steps, and at the end of the 165 steps. A collection that another test causes counts the rest
            // of this thread's buffer as allocated, and the runtime's queue of work takes some bytes now and then: so the least of the stretches.
            Assert.True(allocated.Count > 6);
            Assert.Equal(0, Enumerable.Range(1, 4).Min(i => allocated[i + 1] - allocated[i]));
        }
    }

    [Fact]
    public void Dense_layers_learn_the_glyphs()
    {
        ExampleSet training = TrainingRuns.Glyphs(training: true, 6000), test = TrainingRuns.Glyphs(training: false, 1000);
        TrainingResult result = BaselineTraining.Run(
            Blueprints.OfWidths(784, 100, 10), training, test, new TrainingOptions { Epochs = 3 }, threads: 2);
        Assert.Equal((TrainingStatus.Finished, 3, 3L * 94), (result.Status, result.Epochs.Length, result.Steps));
        Assert.InRange(result.Epochs[^1].Accuracy, 0.97, 1);
        // The network that is returned is the one that was tested.
        Assert.Equal(result.Epochs[^1].Correct, Classification.CountCorrect(result.Network!, test.Source, 1000, threads: 2));
    }

    [Theory]
    [InlineData("dense", 1e4)]
    [InlineData("dense", 1e30)]
    [InlineData("dense", 100.0)]
    [InlineData("linear", 1e6)]
    [InlineData("wide", 1e25)]
    public void A_learning_rate_that_diverges_ends_with_the_step_and_a_remedy(string kind, double rate)
    {
        ExampleSet training = TrainingRuns.Glyphs(training: true, 6400), test = TrainingRuns.Glyphs(training: false, 20);
        TrainableNetwork network = TrainingRuns.Network(kind, [784, 60, 10]);
        TrainingResult result = new TrainingLoop(
            network, training, test, new TrainingOptions { Epochs = 3, LearningRate = rate }, threads: 2).Run(null, null, default);
        Assert.Equal(TrainingStatus.Diverged, result.Status);
        Assert.InRange(result.Steps, 1, 300);
        Assert.Null(result.Network);
        Assert.Contains($"diverged at step {result.Steps}; take a smaller learning rate than {rate}", result.Remedy);
    }

    [Fact]
    public void Frozen_layers_are_computed_once_and_stand_before_the_trained_ones()
    {
        LabelledImages training = Glyphs.Make(1, training: true, 1500, threads: 2), test = Glyphs.Make(1, training: false, 300, threads: 2);
        Espalier.Graphs.Network front = FrozenLayers.LeNet5(seed: 4);
        Assert.Equal(new Espalier.Graphs.Shape(400), front.OutputShape);
        ExampleSet features = ExampleSet.Of(test, front, threads: 2);
        TrainingResult result = BaselineTraining.Run(
            Blueprints.OfWidths(400, 84, 10), ExampleSet.Of(training, front, threads: 2), features, new TrainingOptions
            {
                Epochs = 3,
                LearningRate = 0.03,
            }, threads: 2);
        Assert.InRange(result.Epochs[^1].Accuracy, 0.8, 1);
        Assert.Equal(result.Epochs[^1].Correct, Classification.CountCorrect(result.Network!, test, 300, threads: 2));
        Assert.Equal(front.Nodes.Length, FrozenLayers.Of(result.Network!, "it").Nodes.Length);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        ExampleSet glyphs = TrainingRuns.Glyphs(training: true, 20), none = TrainingRuns.Glyphs(training: true, 0);
        var options = new TrainingOptions();
        Assert.Contains(
            "do not fit a network with 783 inputs",
            Assert.Throws<ArgumentException>(() => BaselineTraining.Run(Blueprints.OfWidths(783, 10), glyphs, glyphs, options, 1)).Message);
        Assert.Contains(
            "9 scores do not tell 10 classes apart",
            Assert.Throws<ArgumentException>(() => BaselineTraining.Run(Blueprints.OfWidths(784, 9), glyphs, glyphs, options, 1)).Message);
        Assert.Contains(
            "holds no examples", Assert.Throws<ArgumentException>(
                () => BaselineTraining.Run(Blueprints.OfWidths(784, 10), none, glyphs, options, 1)).Message);
        var vectors = ExampleSet.Of(new LabelledVectors("two", new Shape(3), new double[6], new[] { 0, 2 }));
        var empty = new Network(new Shape(3), new Relu());
        Assert.Contains(
            "no weights", Assert.Throws<ArgumentException>(() => BaselineTraining.Run(empty, vectors, vectors, options, 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => BaselineTraining.Run(Blueprints.OfWidths(784, 10), glyphs, glyphs, options with { LearningRate = double.NaN }, 1));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => PopupSearch.Run(TrainingRuns.Parent("wide", [784, 10]), new PopupOptions { Removed = 1.1 }, glyphs, glyphs, options, 1));
    }
}
