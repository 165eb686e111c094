using Espalier.Graphs;
using Espalier.Training;
using Espalier.Training.Searching;

namespace Espalier.Tests.Training;

public sealed class SubnetworkSearchTests : IDisposable
{
    private static readonly ExampleSet TrainingSet = TrainingRuns.Glyphs(training: true, 600);
    private static readonly ExampleSet TestSet = TrainingRuns.Glyphs(training: false, 200);
    private static readonly TrainingOptions Descent = new() { Epochs = 3, BatchSize = 20, LearningRate = 0.05 };

    private readonly string _folder = Directory.CreateTempSubdirectory("espalier-search-").FullName;

    public static TheoryData<string> Names => [.. SearchPresets.All.Select(preset => preset.Name)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_method_keeps_its_budget_and_counts_what_acts(string name)
    {
        SearchOptions options = SearchPresets.Find(name).Of(0.1) with { Rounds = 2 };
        Network blueprint = Blueprints.OfWidths(784, 30, 10);
        SubnetworkResult found = SubnetworkSearch.Run(blueprint, options, TrainingSet, TestSet, Descent, threads: 2);
        Assert.Equal(TrainingStatus.Finished, found.Training.Status);
        Assert.Equal(23_820, found.Parameters);
        Assert.Equal(name == "dense" ? 23_820 : 2382, found.Kept, 1.0);
        Assert.Equal(found.Kept, found.Training.Epochs[^1].Kept);
        long nonzero = found.Masks.Sum(mask => mask.LongCount(kept => kept));
        Assert.InRange(nonzero, 1, found.Kept);
        Assert.Equal(Acting(found), found.Acting);
        Assert.Equal(found.Training.Epochs[^1].Correct, Correct(found.Training.Network!));
    }

    /// <summary>Killed between any two steps and begun again, a search ends with the same bytes.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    [Slow]
    public void A_search_that_was_interrupted_ends_with_the_same_network(string name)
    {
        SearchOptions options = SearchPresets.Find(name).Of(0.1) with { Rounds = 2, Share = LayerShare.Uniform };
        Network blueprint = Blueprints.OfWidths(784, 12, 10);
        string path = Path.Combine(_folder, "checkpoint");
        SubnetworkResult whole = SubnetworkSearch.Run(blueprint, options, TrainingSet, TestSet, Descent, threads: 1);
        int interrupted = 0;
        foreach (int stop in new[] { 1, 2, 3, 5 })
        {
            using var cancel = new CancellationTokenSource();
            int reports = 0;
            var watcher = new Watcher(_ =>
            {
                if (++reports == stop) cancel.Cancel();
            });
            SubnetworkResult cut = SubnetworkSearch.Run(
                blueprint, options, TrainingSet, TestSet, Descent, threads: 2, path, watcher, cancel: cancel.Token);
            if (cut.Training.Status == TrainingStatus.Cancelled) interrupted++;
        }

        Assert.InRange(interrupted, 2, 4);

        SubnetworkResult resumed = SubnetworkSearch.Run(blueprint, options, TrainingSet, TestSet, Descent, threads: 2, path);
        Assert.Equal(whole.Training.Epochs, resumed.Training.Epochs);
        Assert.Equal(TrainingRuns.Weights(whole.Training.Network!), TrainingRuns.Weights(resumed.Training.Network!));
        SubnetworkResult again = SubnetworkSearch.Run(blueprint, options, TrainingSet, TestSet, Descent, threads: 1, path);
        Assert.Equal(TrainingRuns.Weights(whole.Training.Network!), TrainingRuns.Weights(again.Training.Network!));
    }

    [Theory]
    [InlineData("iterative-magnitude")]
    [InlineData("edge-popup")]
    [InlineData("synflow")]
    [Slow]
    public void LeNet_with_its_convolutions_is_searched(string name)
    {
        SearchOptions options = SearchPresets.Find(name).Of(0.2) with { Rounds = 1 };
        SubnetworkResult found = SubnetworkSearch.Run(
            Blueprints.LeNet5(), options, TrainingRuns.Glyphs(training: true, 1500), TestSet, Descent with { Epochs = 4 }, threads: 2);
        Assert.Equal((61_470, 12_294), (found.Parameters, found.Kept));
        Assert.Equal(5, found.Masks.Length);
        Assert.InRange(found.Training.Epochs[^1].Accuracy, 0.3, 1);
    }

    [Fact]
    [Slow]
    public void Shuffled_and_redrawn_tickets_of_frozen_weights_are_near_chance()
    {
        SearchOptions options = SearchPresets.Find("edge-popup").Of(0.3);
        Network blueprint = Blueprints.OfWidths(784, 100, 10);
        TrainingOptions descent = Descent with { LearningRate = 0.1, Epochs = 4 };
        ExampleSet training = TrainingRuns.Glyphs(training: true, 2000);
        SubnetworkResult found = SubnetworkSearch.Run(blueprint, options, training, TestSet, descent, threads: 2);
        Assert.InRange(found.Training.Epochs[^1].Accuracy, 0.6, 1);
        foreach (SanityCheck check in Enum.GetValues<SanityCheck>())
            Assert.InRange(SubnetworkSearch.Check(found, check, blueprint, options, training, TestSet, descent, threads: 2)!.Value, 0, 0.4);
    }

    [Fact]
    public void Sanity_checks_of_trained_subnetworks_train_again()
    {
        SearchOptions options = SearchPresets.Find("snip").Of(0.1);
        Network blueprint = Blueprints.OfWidths(784, 30, 10);
        SubnetworkResult found = SubnetworkSearch.Run(blueprint, options, TrainingSet, TestSet, Descent, threads: 2);
        double? shuffled = SubnetworkSearch.Check(found, SanityCheck.Shuffled, blueprint, options, TrainingSet, TestSet, Descent, threads: 2);
        Assert.InRange(shuffled!.Value, 0.2, 1);
    }

    [Fact]
    public void Erdos_Renyi_counts_follow_the_sum_of_extents_over_their_product()
    {
        // 784-100-10: densities in proportion to 884/78400 and 110/1000; at 5 % the second is not yet full.
        Network blueprint = Blueprints.OfWidths(784, 100, 10);
        double factor = 0.05 * 79_400 / (884 + 110);
        int[] expected = [(int)Math.Ceiling(factor * 884), (int)Math.Ceiling(factor * 110)];
        Assert.Equal(expected, LayerCounts.Of(blueprint, 0.05, LayerShare.ErdosRenyi)!.Value);

        // At 50 % the second layer is full, and the first keeps the rest.
        Assert.Equal([38_700, 1000], LayerCounts.Of(blueprint, 0.5, LayerShare.ErdosRenyi)!.Value);
        Assert.Null(LayerCounts.Of(blueprint, 0.5, LayerShare.Global));
        Assert.Equal([3920, 50], LayerCounts.Of(blueprint, 0.05, LayerShare.Uniform)!.Value);
    }

    /// <summary>
    /// Through one hidden unit the flow R = (Σ|w|)·(Σ|v|): the score of a way in is |w|·Σ|v| and of a way out |v|·Σ|w|. So in every round each
    /// layer keeps its largest magnitudes, and the scores of both layers have the sum R, so that no layer is emptied, whatever the data.
    /// </summary>
    [Fact]
    public void SynFlow_keeps_the_largest_magnitudes_of_parallel_ways_and_empties_no_layer()
    {
        Network blueprint = Blueprints.OfWidths(784, 1, 10);
        SubnetworkResult found = SubnetworkSearch.Run(
            blueprint, new SearchOptions
            {
                Method = SubnetworkMethod.Synflow,
                Kept = 8.0 / 794,
            }, TrainingSet, TestSet, Descent with { Epochs = 1 }, threads: 1);
        var drawn = new WeightNetwork(blueprint, seed: 1);
        for (int layer = 0; layer < 2; layer++)
        {
            float[] magnitudes = [.. drawn.Layers[layer].Matrix().Select(Math.Abs)];
            float[] kept = [.. magnitudes.Where((_, i) => found.Masks[layer][i])];
            Assert.NotEmpty(kept);
            Assert.Equal(magnitudes.OrderDescending().Take(kept.Length), kept.OrderDescending());
        }

        Assert.Equal(8, found.Acting);
    }

    /// <summary>One shot keeps the largest magnitudes of what a dense training of the same seed ends with.</summary>
    [Fact]
    public void Magnitude_keeps_the_largest_weights_of_the_dense_training()
    {
        Network blueprint = Blueprints.OfWidths(784, 12, 10);
        SubnetworkResult found = Run(blueprint, "magnitude", Descent);
        TrainingResult dense = BaselineTraining.Run(blueprint, TrainingSet, TestSet, Descent, threads: 2);
        Assert.Equal(Largest(TrainingRuns.Weights(dense.Network!), found.Kept), TrainingRuns.Weights(found.Training.Network!));
    }

    /// <summary>
    /// With one round, iterative pruning keeps the largest magnitudes of a dense training of the first leg, and trains them from the weights that
    /// the seed drew: by hand, a leg of the first epochs, a mask, and a training of that mask in the orders of the later epochs.
    /// </summary>
    [Fact]
    public void Iterative_magnitude_keeps_what_a_first_leg_finds_and_begins_again_from_the_first_weights()
    {
        Network blueprint = Blueprints.OfWidths(784, 12, 10);
        SubnetworkResult found = Run(blueprint, "iterative-magnitude", Descent with { Epochs = 2 }, rounds: 1);
        TrainingResult leg = BaselineTraining.Run(blueprint, TrainingSet, TestSet, Descent with { Epochs = 1 }, threads: 2);
        float[] kept = Largest(TrainingRuns.Weights(leg.Network!), found.Kept);
        bool[] mask = [.. found.Masks.SelectMany(layer => layer)];
        Assert.Equal(kept.Select(weight => weight != 0), mask);
        Assert.Equal([0.05, 0.05], found.Training.Epochs.Select(epoch => epoch.LearningRate));

        // A rate too small to move anything leaves the rewound weights.
        SubnetworkResult still = Run(blueprint, "iterative-magnitude", Descent with { Epochs = 2, LearningRate = 1e-12 }, rounds: 1);
        float[] drawn = [.. new WeightNetwork(blueprint, Descent.Seed).Layers.SelectMany(layer => layer.Matrix())];
        Assert.Equal(Largest(drawn, still.Kept), TrainingRuns.Weights(still.Training.Network!));
    }

    /// <summary>By hand: scores descend by gradient times weight, and the gates of the largest scores are open when the network is tested.</summary>
    [Fact]
    public void Gates_descend_the_straight_through_gradient_and_open_for_the_largest_scores()
    {
        Network blueprint = Blueprints.OfWidths(6, 4, 3);
        var options = new SearchOptions { Method = SubnetworkMethod.Gates, Kept = 0.25 };
        var network = new GateNetwork(blueprint, options, seed: 3);
        var source = new FrozenSource(blueprint, options, seed: 3);
        var crew = new Espalier.Numerics.Crew();
        var scores = new float[2][];
        for (int layer = 0; layer < 2; layer++)
        {
            float[] weights = source.Weights(layer), first = source.FirstScores(layer, 3);
            float[] gradient = [.. Enumerable.Range(0, weights.Length).Select(i => ((i * 7 % 11) - 5) / 4f)];
            scores[layer] = [.. first.Select((score, i) => score - (0.5f * (gradient[i] * weights[i])))];
            Lanes.Pad(gradient, network.Layers[layer].Inputs, network.Layers[layer].Gradient.Span);
            network.Layers[layer].Step(new StepSettings(0.5f, 0, 0), crew, 1);
        }

        network.IsTested = true;
        network.Settle(crew, 1);
        float threshold = scores.SelectMany(layer => layer).OrderDescending().ElementAt((int)network.Kept - 1);
        for (int layer = 0; layer < 2; layer++)
            Assert.Equal(
                source.Weights(layer).Select((weight, i) => scores[layer][i] >= threshold ? weight : 0), network.Layers[layer].Matrix());
        Assert.Equal(9, network.Kept);
    }

    [Fact]
    public void A_random_source_and_locked_weights_bound_what_is_found()
    {
        Network blueprint = Blueprints.OfWidths(784, 40, 10);
        var source = new FrozenSource(blueprint, new SearchOptions { Kept = 0.1, Source = 0.3, Locked = 0.5 }, seed: 1);
        var options = new SearchOptions { Kept = 0.1, Source = 0.3, Locked = 0.5 };
        SubnetworkResult found = SubnetworkSearch.Run(blueprint, options, TrainingSet, TestSet, Descent, threads: 2);
        for (int layer = 0; layer < 2; layer++)
        {
            bool[] open = source.Open(layer), locked = source.Locked(layer);
            Assert.All(Enumerable.Range(0, open.Length), i => Assert.True(open[i] || !found.Masks[layer][i]));
            Assert.All(Enumerable.Range(0, open.Length), i => Assert.True(!locked[i] || found.Masks[layer][i]));
            Assert.Equal((int)Math.Ceiling(0.05 * open.Length), locked.Count(each => each));
        }
    }

    [Theory]
    [InlineData(SourceLaw.Normal)]
    [InlineData(SourceLaw.Uniform)]
    [InlineData(SourceLaw.Signed)]
    [InlineData(SourceLaw.Hyperbolic)]
    public void All_laws_of_frozen_weights_have_the_variance_of_the_fan_in(SourceLaw law)
    {
        Network blueprint = Blueprints.OfWidths(50, 2000, 10);
        foreach (bool isScaled in new[] { false, true })
        {
            float[] weights = new FrozenSource(blueprint, new SearchOptions { Law = law, Kept = 0.25, IsScaled = isScaled }, seed: 3).Weights(0);
            double variance = weights.Average(weight => (double)weight * weight);
            Assert.Equal(isScaled ? 4 : 1, variance * 50 / 2, isScaled ? 0.08 : 0.02);
            Assert.Equal(0, weights.Average(), 0.01);
            int magnitudes = weights.Select(Math.Abs).Distinct().Count();
            if (law == SourceLaw.Signed) Assert.Equal(1, magnitudes);
            else Assert.InRange(magnitudes, weights.Length * 49 / 50, weights.Length);
        }
    }

    [Fact]
    public void What_cannot_be_searched_is_refused_with_its_field()
    {
        Assert.Equal("rounds", new SearchOptions { Method = SubnetworkMethod.IterativeMagnitude, Rounds = 3 }.Objection(3)!.Value.Field);
        Assert.Equal("rewind", new SearchOptions { Method = SubnetworkMethod.IterativeMagnitude, Rounds = 1, Rewind = 2 }.Objection(4)!.Value.Field);
        Assert.Equal("source", new SearchOptions { Kept = 0.5, Source = 0.3 }.Objection(4)!.Value.Field);
        Assert.Equal("locked", new SearchOptions { Method = SubnetworkMethod.Snip, Locked = 0.3 }.Objection(4)!.Value.Field);
        Assert.Equal("kept", new SearchOptions { Kept = double.NaN }.Objection(4)!.Value.Field);
        Assert.Null(new SearchOptions().Objection(1));
    }

    [Fact]
    public void Paths_beyond_float32_are_refused()
    {
        Network deep = Blueprints.OfWidths([784, .. Enumerable.Repeat(64, 80), 10]);
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() => Run(deep, "synflow", Descent));
        Assert.Equal("method", refusal.InputSource);
    }

    [Fact]
    public void Moved_and_mirrored_images_are_a_function_of_seed_epoch_and_example()
    {
        var options = new TrainingOptions { Shift = 2, Flip = true, Seed = 5 };
        var augmentation = new Augmentation(options, new Shape(1, 28, 28));
        float[] pixels = new float[784], same = new float[784], later = new float[784];
        TestSet.Source.Fill(3, pixels);
        pixels.CopyTo(same, 0);
        pixels.CopyTo(later, 0);
        float[] original = [.. pixels];
        augmentation.Apply(pixels, [3], 0);
        augmentation.Apply(same, [3], 0);
        augmentation.Apply(later, [3], 1);
        Assert.Equal(pixels, same);
        Assert.NotEqual(pixels, later);
        Assert.Contains(
            from down in Enumerable.Range(-2, 5)
            from right in Enumerable.Range(-2, 5)
            from isMirrored in new[] { false, true }
            select Moved(original, down, right, isMirrored),
            moved => moved.AsSpan().SequenceEqual(pixels));
    }

    /// <summary>Of this example the largest uniform decides, which one more rounds to 2.</summary>
    [Fact]
    public void No_image_moves_further_than_the_shift()
    {
        float[] pixels = [1, 1, 1, 0, 0, 0, 0, 0, 0];
        new Augmentation(new TrainingOptions { Shift = 1, Seed = 1 }, new Shape(1, 3, 3)).Apply(pixels, [11_254_550], 0);
        Assert.Contains(1f, pixels[3..6]);
        Assert.Equal(new float[3], pixels[6..]);
    }

    private static SubnetworkResult Run(Network blueprint, string name, TrainingOptions descent, int rounds = 2) => SubnetworkSearch.Run(
        blueprint, SearchPresets.Find(name).Of(0.1) with { Rounds = rounds }, TrainingSet, TestSet, descent, threads: 2);

    /// <summary>All but the largest magnitudes set to 0; of equal ones the earlier stay.</summary>
    private static float[] Largest(float[] weights, long count)
    {
        HashSet<int> kept = [.. Enumerable.Range(0, weights.Length).OrderByDescending(i => Math.Abs(weights[i])).Take((int)count)];
        return [.. weights.Select((weight, i) => kept.Contains(i) ? weight : 0)];
    }

    private static float[] Moved(float[] pixels, int down, int right, bool isMirrored) =>
        [.. Enumerable.Range(0, 784).Select(at =>
        {
            int y = (at / 28) - down, x = (isMirrored ? 27 - (at % 28) : at % 28) - right;
            return x is >= 0 and < 28 && y is >= 0 and < 28 ? pixels[(y * 28) + x] : 0;
        })];

    private static int Correct(Network network) =>
        Espalier.Training.DataSets.Classification.CountCorrect(network, TestSet.Source, TestSet.Count, threads: 1);

    /// <summary>Counts by walking from both ends, unit by unit.</summary>
    private static long Acting(SubnetworkResult found)
    {
        WeightGrid[] grids = [.. found.Training.Network!.Nodes.Select(node => node.Operator.Grid).OfType<WeightGrid>()];
        int hidden = grids[0].Channels;
        bool[] fed = [.. Enumerable.Range(0, hidden).Select(unit => Enumerable.Range(0, 784).Any(i => grids[0].Weights[(unit * 784) + i] != 0))];
        bool[] read = [.. Enumerable.Range(0, hidden).Select(unit => Enumerable.Range(0, 10).Any(o => grids[1].Weights[(o * hidden) + unit] != 0))];
        long acting = 0;
        for (int i = 0; i < grids[0].Weights.Length; i++) acting += grids[0].Weights[i] != 0 && read[i / 784] ? 1 : 0;
        for (int i = 0; i < grids[1].Weights.Length; i++) acting += grids[1].Weights[i] != 0 && fed[i % hidden] ? 1 : 0;
        return acting;
    }
}
