using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Training;
using Espalier.Training.DataSets;

namespace Espalier.Tests.Training;

/// <summary>What the loss feels of a row, and training from weights that are there.</summary>
public sealed class RowSensitivityTests
{
    [Fact]
    public void It_is_the_derivative_by_a_factor_of_the_row()
    {
        LabelledImages images = Glyphs.Make(3, training: true, 64, 1, TestContext.Current.CancellationToken);
        Network network = Small(images);
        double[]?[] found = RowSensitivity.Of(network, ExampleSet.Of(images), 1, TestContext.Current.CancellationToken);
        Assert.Null(found[1]);
        foreach (int node in new[] { 0, 2 })
        {
            for (int row = 0; row < found[node]!.Length; row += 3)
            {
                const double Step = 1e-3;
                double slope = (Loss(Scaled(network, node, row, 1 + Step), images) - Loss(Scaled(network, node, row, 1 - Step), images)) / (2 * Step);
                Assert.Equal(slope * slope, found[node]![row], 2e-3 * Math.Max(1e-3, slope * slope));
            }
        }
    }

    [Fact]
    public void Fine_tuning_goes_on_from_the_weights_and_keeps_zeros()
    {
        LabelledImages images = Glyphs.Make(3, training: true, 400, 1, TestContext.Current.CancellationToken);
        Network network = Small(images);
        var examples = ExampleSet.Of(images);
        Network before = network.Map((made, node) => node == 0 ? Zeroed(made) : made);
        TrainingResult still = FineTuning.Run(before, true, examples, examples, new TrainingOptions { Epochs = 1, LearningRate = 1e-12 }, 1);
        Assert.Equal(Loss(before, images), Loss(still.Network!, images), 1e-5);
        var descent = new TrainingOptions { Epochs = 10, BatchSize = 16, LearningRate = 0.05 };
        TrainingResult tuned = FineTuning.Run(before, true, examples, examples, descent, 1);
        Assert.True(Loss(tuned.Network!, images) < 0.8 * Loss(before, images));
        WeightGrid grid = tuned.Network!.Nodes[0].Operator.Grid!;
        Assert.All(Enumerable.Range(0, grid.Weights.Length).Where(i => i % 2 == 0), i => Assert.Equal(0, grid.Weights[i]));
    }

    private static Network Small(LabelledImages images)
    {
        Tensor Numbers(int rows, int columns) =>
            new(new Shape(rows, columns), [.. Enumerable.Range(0, rows * columns).Select(i => (float)(Math.Sin(i * 1.3) / Math.Sqrt(columns)))]);
        return new Network(
            new Shape(images.Image.Length),
            new Dense(Numbers(12, images.Image.Length), new Tensor(new Shape(12), [.. Enumerable.Range(0, 12).Select(i => 0.1f * i)])),
            new Relu(),
            new Dense(Numbers(10, 12)));
    }

    private static Operator Zeroed(Operator made)
    {
        WeightGrid grid = made.Grid!;
        float[] weights = [.. Enumerable.Range(0, grid.Weights.Length).Select(i => i % 2 == 0 ? 0 : (float)grid.Weights[i])];
        return made.Form.WithWeights(new Tensor(grid.Weights.Shape, weights), grid.Bias);
    }

    private static Network Scaled(Network network, int node, int row, double factor) => network.Map((made, i) =>
    {
        if (i != node) return made;
        WeightGrid grid = made.Grid!;
        double Of(int at, double value) => at == row ? value * factor : value;
        var weights = new Tensor(grid.Weights.Shape, [.. Enumerable.Range(0, grid.Weights.Length).Select(w => Of(w / grid.Inputs, grid.Weights[w]))]);
        Tensor? bias = grid.Bias is { } old ? new Tensor(old.Shape, [.. Enumerable.Range(0, old.Length).Select(b => Of(b, old[b]))]) : null;
        return made.Form.WithWeights(weights, bias);
    });

    private static double Loss(Network network, LabelledImages images)
    {
        double[] inputs = new double[images.Count * images.Image.Length], scores = new double[images.Count * 10];
        images.Fill(0, inputs);
        Forward.Run(network, inputs, scores, images.Count, 1, TestContext.Current.CancellationToken);
        double loss = 0;
        for (int i = 0; i < images.Count; i++)
        {
            double[] row = scores[(i * 10)..((i + 1) * 10)];
            loss += Math.Log(row.Sum(Math.Exp)) - row[images.Labels[i]];
        }

        return loss / images.Count;
    }
}
