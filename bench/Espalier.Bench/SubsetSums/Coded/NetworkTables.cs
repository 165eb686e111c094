using System.Collections.Immutable;
using System.Globalization;
using Espalier.Formats;
using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.Lab.Data;
using Espalier.Training;
using Espalier.Training.DataSets;

namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>Networks that our own engine runs, held in fewer bits.</summary>
internal static class NetworkTables
{
    private const int Seeds = 4;
    private const int Calibration = 10_000;
    private const int CalibrationPictures = 32;
    private const int TestPictures = 16;
    private const int Epochs = 5;
    private const int Side = 224;

    private static readonly ImmutableArray<int> Widths = [784, 300, 100, 10];

    /// <summary>A network from a file that classifies images of the layout of MNIST: mean of four seeds.</summary>
    public static NetworkTable Classifier(string folder, string name, string model, string images, int threads) =>
        Classifier(folder, name, Path.GetFileName(model), NetworkFile.Read(model).Network, images, threads);

    /// <summary>A network of dense layers that is trained first; the training goes on where it stopped.</summary>
    public static NetworkTable Trained(string folder, string name, string images, int threads)
    {
        ExampleSet training = ExampleSet.Of(Mnist.Load(images, training: true)), test = ExampleSet.Of(Mnist.Load(images, training: false));
        TrainingResult result = BaselineTraining.Run(
            Blueprints.OfWidths(Widths.AsSpan()), training, test, new TrainingOptions { Epochs = Epochs }, threads,
            Path.Combine(folder, name + ".checkpoint"));
        string accuracy = result.Epochs[^1].Accuracy.ToString("P2", CultureInfo.InvariantCulture);
        return Classifier(folder, name, $"own network, trained for {Epochs} epochs to {accuracy}", result.Network!, images, threads);
    }

    /// <summary>ResNet-18 on drawn pictures.</summary>
    public static NetworkTable Pictures(string folder, string model, int threads)
    {
        Network network = OnnxFormat.Read(model);
        float[] calibration = DrawnPictures.Make(0, CalibrationPictures, Side), test = DrawnPictures.Make(10_000, TestPictures, Side);
        string title = $"ResNet-18: {NetworkTable.Describe(network, CalibrationPictures, TestPictures)}";
        var file = new TableFile(folder, "resnet18-outputs", title, NetworkTable.Columns);
        return new NetworkTable(file, network, calibration, test, seeds: 1, threads);
    }

    /// <summary>Images as inputs of a network.</summary>
    public static float[] Inputs(LabelledImages images)
    {
        var inputs = new float[images.Count * images.Image.Length];
        images.Fill(0, inputs);
        return inputs;
    }

    private static NetworkTable Classifier(string folder, string name, string what, Network network, string images, int threads)
    {
        float[] calibration = Inputs(Mnist.Load(images, training: true).Slice(0, Calibration));
        LabelledImages test = Mnist.Load(images, training: false);
        string title = $"{what}: {NetworkTable.Describe(network, Calibration, test.Count)}; tickets are the mean of {Seeds} seeds";
        return new NetworkTable(new TableFile(folder, name, title, NetworkTable.Columns), network, calibration, Inputs(test), Seeds, threads);
    }
}
