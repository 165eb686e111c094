using Espalier.Graphs.Operators;
using Espalier.Parents.Masks;
using Espalier.Training;
using Espalier.Training.DataSets;
using Espalier.Training.Popup;

namespace Espalier.Tests.Training.Popup;

public sealed class PopupSearchTests
{
    private static readonly ExampleSet TrainingSet = TrainingRuns.Glyphs(training: true, 4000);
    private static readonly ExampleSet SmallSet = TrainingRuns.Glyphs(training: true, 1000);
    private static readonly ExampleSet TestSet = TrainingRuns.Glyphs(training: false, 1000);

    [Theory]
    [InlineData("linear", 0.9)]
    [InlineData("relu", 0.75)]
    [InlineData("wide", 0.8)]
    [Slow]
    public void Half_of_a_random_network_knows_the_glyphs(string kind, double accuracy)
    {
        PopupResult result = Search(kind, 0.5, TrainingSet, epochs: 3);
        Assert.Equal(TrainingStatus.Finished, result.Training.Status);
        Assert.InRange(result.Training.Epochs[^1].Accuracy, accuracy, 1);
        foreach ((PopupTensor tensor, TensorMask mask) in result.Parent.Tensors.Zip(result.Masks))
            Assert.Equal(tensor.Length - (tensor.Length / 2), mask.Kept);
        Assert.Equal(result.Training.Epochs[^1].Correct, Classification.CountCorrect(result.Training.Network!, TestSet.Source, 1000, threads: 2));
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("relu")]
    [InlineData("wide")]
    [Slow]
    public void Keeping_all_or_hardly_anything_is_near_chance(string kind)
    {
        foreach (double removed in new[] { 0.0, 0.99, 1.0 })
        {
            PopupResult result = Search(kind, removed, SmallSet, epochs: 1);
            Assert.InRange(result.Training.Epochs[^1].Accuracy, 0, 0.35);
            Assert.Equal(result.Parent.Tensors.Sum(tensor => tensor.Length - (long)(removed * tensor.Length)), result.Kept);
        }
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("relu")]
    [InlineData("wide")]
    public void The_masks_and_the_parent_make_the_network(string kind)
    {
        PopupResult result = Search(kind, 0.7, SmallSet, epochs: 1, widths: [784, 24, 18, 10]);
        PopupParent parent = result.Parent;
        double[][] masked = [.. parent.Tensors.Select((tensor, t) =>
        {
            float[] weights = new float[tensor.Length];
            parent.Fill(t, 0, weights);
            result.Masks[t].Apply(weights);
            return Array.ConvertAll(weights, w => (double)w);
        })];
        Dense[] folded = [.. result.Training.Network!.Layers.OfType<Dense>()];
        var unfolded = new ReferenceLoss(parent.Structure, [.. parent.Widths], masked);
        var plain = new ReferenceLoss(
            null, [.. parent.Widths], [.. folded.Select(layer => Array.ConvertAll(layer.Weights.Singles.ToArray(), w => (double)w))]);
        var pixels = new double[20 * 784];
        TestSet.Source.Fill(0, pixels);
        double[][] inputs = [.. pixels.Chunk(784)];
        byte[] labels = ((LabelledImages)TestSet.Source).Labels[..20].ToArray();
        Assert.Equal(unfolded.Of(inputs, labels), plain.Of(inputs, labels), 1e-5);
    }

    [Fact]
    public void A_global_threshold_keeps_the_share_of_the_whole()
    {
        PopupParent parent = TrainingRuns.Parent("linear", [784, 30, 10]);
        PopupResult result = PopupSearch.Run(
            parent,
            new PopupOptions { Removed = 0.6, Scope = SelectionScope.Global },
            TrainingSet,
            TestSet,
            new TrainingOptions { Epochs = 1 },
            threads: 2);
        Assert.Equal(parent.ParameterCount - (long)(0.6 * parent.ParameterCount), result.Kept);
        double[] shares = [.. result.Masks.Select(mask => (double)mask.Kept / mask.Length)];
        Assert.True(shares.Max() - shares.Min() > 0.1, string.Join(' ', shares));
    }

    [Fact]
    public void The_ReLU_structure_refuses_negative_examples()
    {
        Espalier.Graphs.Network front = new(
            Glyphs.Image, new Flatten(), new ElementwiseAffine(null, new Espalier.Graphs.Tensor(new Espalier.Graphs.Shape(), [-0.5f])));
        ExampleSet shifted = ExampleSet.Of(TestSet.Source, front, threads: 1);
        PopupResult Run(string kind) =>
            PopupSearch.Run(
                TrainingRuns.Parent(kind, [784, 10]), new PopupOptions(), shifted, shifted, new TrainingOptions { Epochs = 1 }, threads: 1);
        Assert.Contains("negative", Assert.Throws<ArgumentException>(() => Run("relu")).Message);
        Assert.Equal(TrainingStatus.Finished, Run("linear").Training.Status);
    }

    private static PopupResult Search(string kind, double removed, ExampleSet training, int epochs, int[]? widths = null)
    {
        PopupParent parent = PopupParent.For(5, Enum.Parse<PopupStructure>(kind, ignoreCase: true), 5, [.. widths ?? [784, 100, 10]]);
        return PopupSearch.Run(
            parent, new PopupOptions { Removed = removed }, training, TestSet, new TrainingOptions { Epochs = epochs }, threads: 2);
    }
}
