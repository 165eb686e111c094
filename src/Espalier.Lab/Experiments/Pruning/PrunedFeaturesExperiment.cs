using System.Security.Cryptography;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Lab.Data;
using Espalier.Pruning;

namespace Espalier.Lab.Experiments.Pruning;

/// <summary>
/// How far the outputs of a network that others trained move when channels are removed, with and without a refit, on drawn pictures.
/// </summary>
public sealed class PrunedFeaturesExperiment : Experiment<PrunedFeaturesParameters>
{
    /// <summary>Other pictures than those of the refit begin here.</summary>
    private const int FirstHeld = 10_000;

    private readonly string _path;

    /// <summary>Describes the experiment.</summary>
    /// <param name="path">The network: 3 × side × side numbers go in.</param>
    public PrunedFeaturesExperiment(string path)
        : base(
            "pruned-features",
            revision: 1,
            "How far a network of pictures is from itself without a share of its multiply-adds, with and without a refit",
            [
                new Measure("plain-error", ScalarKind.Number, "‖ŷ − y‖/‖y‖ over the outputs of other pictures, without a refit"),
                new Measure("refitted-error", ScalarKind.Number, "the same with a refit"),
                Measure.OfShare("removed-share", "the share of the multiply-adds that went"),
                new Measure("parameters", ScalarKind.Integer, "stored numbers that are left"),
            ]) => _path = path;

    /// <summary>Where the network is looked for.</summary>
    public static string InDataFolder() => Path.Combine(DataFolder.Of("resnet-18"), "ResNet18.onnx");

    /// <summary>Records of another network do not stand beside those of this one.</summary>
    public override string? Program() => File.Exists(_path)
        ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_path)))
        : throw new InvalidInputException(_path, null, "there is no such file", "put a network of pictures there");

    /// <inheritdoc/>
    protected override CellResult Run(PrunedFeaturesParameters parameters, Cell cell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Network network = NetworkFile.Read(_path).Network;
        if (network.InputShape is not { Rank: 3 } shape || shape[0] != 3 || shape[1] != shape[2])
            throw new InvalidInputException(_path, null, $"it takes {network.InputShape}", "name a network of square pictures in three colours");
        var calibration = new CalibrationSet(DrawnPictures.Make(0, parameters.Images, shape[1]), parameters.Images);
        float[] others = DrawnPictures.Make(FirstHeld, parameters.Held, shape[1]);
        float[] wanted = Outputs(network, others, parameters.Held, cancel);
        var options = new StructuredOptions
        {
            Remove = parameters.Removed,
            Measure = RemovalMeasure.MultiplyAdds,
            Criterion = parameters.Criterion == "activation" ? UnitCriterion.Activation : UnitCriterion.L2,
            Ridge = 1e-2,
        };
        Network plain = StructuredPruning.Prune(network, options, calibration, null, 1, null, cancel).Network;
        Network refitted = StructuredPruning.Prune(network, options with { Refit = true }, calibration, null, 1, null, cancel).Network;
        double Error(Network pruned)
        {
            float[] found = Outputs(pruned, others, parameters.Held, cancel);
            return Math.Sqrt(wanted.Zip(found, (a, b) => Math.Pow(a - b, 2)).Sum() / wanted.Sum(a => Math.Pow(a, 2)));
        }

        return new CellResult(Schema)
            .With("plain-error", Error(plain))
            .With("refitted-error", Error(refitted))
            .With("removed-share", 1 - ((double)NetworkCost.MultiplyAdds(plain) / NetworkCost.MultiplyAdds(network)))
            .With("parameters", plain.ParameterCount);
    }

    private static float[] Outputs(Network network, float[] inputs, int count, CancellationToken cancel)
    {
        var outputs = new float[count * network.OutputShape.Length];
        new ForwardPass<float>(network).Run(inputs, outputs, count, 1, cancel);
        return outputs;
    }
}

/// <summary>What is removed, and over which pictures it is measured.</summary>
public sealed record PrunedFeaturesParameters
{
    /// <summary>Which channels go first.</summary>
    [Parameter("what goes first: channels of the least norm, or those that hand on least", "l2", "activation")]
    public string Criterion { get; init; } = "l2";

    /// <summary>The share of the multiply-adds.</summary>
    [Parameter("the share of the multiply-adds that goes", 0.01, 0.95, Suggested = "[0.1, 0.3, 0.5]")]
    public double Removed { get; init; } = 0.3;

    /// <summary>Pictures for the refit.</summary>
    [Parameter("drawn pictures for the refit", 1, 10_000)]
    public int Images { get; init; } = 16;

    /// <summary>Other pictures.</summary>
    [Parameter("other drawn pictures, for the error", 1, 10_000)]
    public int Held { get; init; } = 6;
}
