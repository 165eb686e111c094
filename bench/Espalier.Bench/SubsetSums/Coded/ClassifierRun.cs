using System.Collections.Immutable;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Training;
using Espalier.Training.DataSets;

namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>Networks that classify images of the layout of MNIST, held in fewer bits: mean of four seeds.</summary>
internal static class ClassifierRun
{
    private const int Seeds = 4;
    private const int Calibration = 10_000;

    /// <summary>A network from a file.</summary>
    public static void OfFile(string model, string folder) => Print(Path.GetFileName(model), NetworkFile.Read(model).Network, folder);

    /// <summary>A network of dense layers that is trained first.</summary>
    public static void Trained(string folder, int epochs)
    {
        ImmutableArray<int> widths = [784, 300, 100, 10];
        ExampleSet training = ExampleSet.Of(Mnist.Load(folder, training: true)), test = ExampleSet.Of(Mnist.Load(folder, training: false));
        TrainingResult result = BaselineTraining.Run(
            Blueprints.OfWidths(widths.AsSpan()), training, test, new TrainingOptions { Epochs = epochs }, 2, null, null);
        CodedMaskRun.Print($"trained {string.Join('-', widths)} for {epochs} epochs: accuracy {result.Epochs[^1].Accuracy:F4}");
        Print("own network", result.Network!, folder);
    }

    private static void Print(string name, Network network, string folder)
    {
        float[] calibration = Inputs(Mnist.Load(folder, training: true).Slice(0, Calibration));
        float[] test = Inputs(Mnist.Load(folder, training: false));
        new NetworkTable(network, calibration, test, Seeds).Print(name);
    }

    private static float[] Inputs(LabelledImages images)
    {
        var inputs = new float[images.Count * images.Image.Length];
        images.Fill(0, inputs);
        return inputs;
    }
}
