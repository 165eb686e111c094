using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Espalier.Cli.Data;
using Espalier.Cli.Frame;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Training;
using Espalier.Training.DataSets;

namespace Espalier.Cli.Training;

/// <summary>The options that all trainings share: data, widths, and how the descent runs.</summary>
internal sealed class DescentOptions
{
    private const string LeNet5 = "lenet5";
    private const int MostWidths = 100;

    /// <summary>A checkpoint of so many parameters and velocities is one gigabyte.</summary>
    private const long MostWeights = 1 << 27;

    private readonly Option<string?> _data = DataSource.Option();
    private readonly Option<int> _training = Options.Integer("--training", "N", "training images, from the first on [default: all of a folder, 60000 glyphs]", minimum: 1, maximum: DataSource.MostGlyphs);
    private readonly Option<int> _test = Options.Integer("--test", "N", "test images, from the first on [default: all of a folder, 10000 glyphs]", minimum: 1, maximum: DataSource.MostGlyphs);
    private readonly Option<string?> _layers = Options.Text("--layers", "A-B-…", "the widths of the network, from inputs to classes", "784-500-10");
    private readonly Option<string?> _front = Options.Text("--front", "FILE|lenet5", "frozen layers before them: those of a network up to its first dense layer, or LeNet-5's convolutions with random weights");
    private readonly Option<int> _epochs = Options.Integer("--epochs", "N", "how often every image is seen", 10, 1, 1_000_000);
    private readonly Option<int> _batch = Options.Integer("--batch", "N", "images per step", 64, 1, 1 << 16);
    private readonly Option<double> _rate = Options.Number("--learning-rate", "R", "the learning rate of the first epoch; it falls to 0 along a cosine", 0.1, "a number above 0, at most 1e30", value => value is > 0 and <= 1e30);
    private readonly Option<double> _momentum = Options.Number("--momentum", "M", "the part of its velocity that a parameter keeps", 0.9, "a number from 0 to 1", value => value is >= 0 and <= 1);
    private readonly Option<double> _decay = Options.Number("--weight-decay", "D", "the part of a parameter that is added to its gradient", 5e-4, "a number from 0 to 1e30", value => value is >= 0 and <= 1e30);
    private readonly Option<string?> _checkpoint = Options.Text("--checkpoint", "FILE", "saves the state after every epoch and when interrupted; the same command continues from it");

    public IEnumerable<Option> All => [_data, _layers, _front, _epochs, _batch, _rate, _momentum, _decay, _training, _test, _checkpoint];

    public string? Checkpoint(Call call) => call.Value(_checkpoint);

    /// <summary>Checks that fit each other what the options say, and opens the data.</summary>
    public Descent Open(Call call)
    {
        ImmutableArray<int> widths = Widths(call.Value(_layers)!);
        Network? front = Front(call);
        LabelledImages training = OpenImages(call, training: true, _training), test = OpenImages(call, training: false, _test);
        RequireFit(training, front, widths);
        RequireFit(test, front, widths);
        var options = new TrainingOptions
        {
            Epochs = call.Value(_epochs),
            BatchSize = call.Value(_batch),
            LearningRate = call.Value(_rate),
            Momentum = call.Value(_momentum),
            WeightDecay = call.Value(_decay),
            Seed = call.Seed,
        };
        return new Descent(widths, Examples(training, front, call), Examples(test, front, call), options);
    }

    private LabelledImages OpenImages(Call call, bool training, Option<int> limit)
    {
        LabelledImages images = DataSource.Open(call.Value(_data)!, training, call.Given(limit) ? call.Value(limit) : null, call);
        return images.Count > 0 ? images : throw new InvalidInputException("--data", null, $"{images.Name} holds no images", "name another");
    }

    private Network? Front(Call call) => call.Value(_front) switch
    {
        null => null,
        LeNet5 => FrozenLayers.LeNet5(call.Seed),
        var path => FrozenLayers.Of(NetworkFile.Read(path).Network, path),
    };

    private static ExampleSet Examples(LabelledImages images, Network? front, Call call) => front is null
        ? ExampleSet.Of(images)
        : call.Follow($"frozen layers, {images.Name}", progress => ExampleSet.Of(images, front, call.Threads, progress, call.Cancel));

    private static ImmutableArray<int> Widths(string text)
    {
        string[] parts = text.Split('-');
        var widths = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out widths[i]) || widths[i] < 1 || parts.Length is < 2 or > MostWidths)
                throw new InvalidInputException("--layers", null, $"'{text}' is no list of widths", "write 2 to 100 whole numbers of at least 1 with '-' between, such as 784-500-10");
        }

        Int128 weights = 0;
        for (int i = 1; i < widths.Length; i++) weights += (Int128)widths[i] * widths[i - 1];
        if (weights > MostWeights) throw new InvalidInputException("--layers", null, $"'{text}' has {weights} weights", $"choose smaller widths, with at most {MostWeights}");
        return [.. widths];
    }

    private static void RequireFit(LabelledImages images, Network? front, ImmutableArray<int> widths)
    {
        if (front is not null && front.InputShape.Length != images.Image.Length)
            throw new InvalidInputException("--front", null, $"the frozen layers have {front.InputShape.Length} inputs, but an image has {images.Image.Length} pixels", "name layers for such images");
        if (front is { OutputShape.Rank: not 1 }) throw new InvalidInputException("--front", null, $"the frozen layers end in the shape {front.OutputShape}", "name layers that end in a flatten layer");
        int length = front?.OutputShape.Length ?? images.Image.Length;
        if (widths[0] != length) throw new InvalidInputException("--layers", null, $"{widths[0]} inputs do not fit the {length} numbers of an example", $"begin with {length}");
        if (widths[^1] < images.Classes) throw new InvalidInputException("--layers", null, $"{widths[^1]} outputs do not tell {images.Classes} classes apart", $"end with {images.Classes}");
        if (widths[^1] > 256) throw new InvalidInputException("--layers", null, $"{widths[^1]} outputs are more than the 256 classes that labels can name", $"end with {images.Classes}");
    }
}
