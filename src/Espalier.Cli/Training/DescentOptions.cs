using System.CommandLine;
using System.Globalization;
using Espalier.Cli.Data;
using Espalier.Cli.Frame;
using Espalier.Work.Data;
using Espalier.Work.Training;

namespace Espalier.Cli.Training;

/// <summary>The options that all trainings share: data, widths, and how the descent runs.</summary>
internal sealed class DescentOptions
{
    private readonly ExampleOptions _examples = new(DataOption.Examples());
    private readonly Option<string?> _testData = Options.Text(
        "--test-data", "FILE", "where the test examples are, if the data has none of their own");
    private readonly Option<int> _training = Options.Integer(
        "--training", "N", "training images, from the first on [default: all of a folder, 60000 glyphs]", minimum: 1, maximum: DataSource.MostGlyphs);
    private readonly Option<int> _test = Options.Integer(
        "--test", "N", "test images, from the first on [default: all of a folder, 10000 glyphs]", minimum: 1, maximum: DataSource.MostGlyphs);
    private readonly Option<string?> _layers = Options.Text("--layers", "A-B-…", "the widths of the network, from inputs to classes", "784-500-10");
    private readonly Option<string?> _network = Options.Text(
        "--network",
        "FILE|lenet5",
        "another network in their place: LeNet-5, or a file whose operators and shapes count and whose weights do not");
    private readonly Option<int> _heldOut = Options.Integer(
        "--held-out",
        "N",
        "tests the last N training images, not the test images, so that choices are not made on these",
        0,
        0,
        DataSource.MostGlyphs);
    private readonly Option<int> _shift = Options.Integer("--shift", "PIXELS", "moves training images by up to so many pixels each way", 0, 0, 1000);
    private readonly Option<bool> _flip = Options.Flag("--flip", "mirrors every other training image");
    private readonly Option<string?> _csv = Options.Text("--csv", "FILE", "a table of the epochs, written as they end");
    private readonly Option<string?> _events = Options.Text("--events", "DIR", "the epochs as an event file that TensorBoard shows");
    private readonly Option<string?> _front = Options.Text(
        "--front",
        "FILE|lenet5",
        "frozen layers before them: those of a network up to its first dense layer, or LeNet-5's convolutions with random weights");
    private readonly Option<int> _epochs = Options.Integer("--epochs", "N", "how often every image is seen", 10, 1, 1_000_000);
    private readonly Option<int> _batch = Options.Integer("--batch", "N", "images per step", 64, 1, 1 << 16);
    private readonly Option<double> _rate = Options.Number(
        "--learning-rate",
        "R",
        "the learning rate of the first epoch; it falls to 0 along a cosine",
        0.1,
        "a number above 0, at most 1e30",
        value => value is > 0 and <= 1e30);
    private readonly Option<double> _momentum = Options.Number(
        "--momentum", "M", "the part of its velocity that a parameter keeps", 0.9, "a number from 0 to 1", value => value is >= 0 and <= 1);
    private readonly Option<double> _decay = Options.Number(
        "--weight-decay",
        "D",
        "the part of a parameter that is added to its gradient",
        5e-4,
        "a number from 0 to 1e30",
        value => value is >= 0 and <= 1e30);
    private readonly Option<string?> _checkpoint = Options.Text(
        "--checkpoint", "FILE", "saves the state after every epoch and when interrupted; the same command continues from it");

    public IEnumerable<Option> All =>
        [
            .. _examples.All, _testData, _layers, _network, _front, _epochs, _batch, _rate, _momentum, _decay, _training, _test, _heldOut,
            _shift, _flip, _checkpoint, _csv, _events,
        ];

    /// <summary>A request with what these options say.</summary>
    public TRequest Fill<TRequest>(TRequest request, Call call)
        where TRequest : DescentRequest => request with
        {
            Data = call.Value(_examples.Data)!,
            TestData = call.Value(_testData),
            Label = call.Value(_examples.Label),
            Scale = call.Maybe(_examples.Scale),
            Normalise = call.Maybe(_examples.Normalise),
            Training = call.Maybe(_training),
            Test = call.Maybe(_test),
            Layers = Widths(call.Value(_layers)!),
            Network = call.Value(_network),
            HeldOut = call.Value(_heldOut),
            Shift = call.Value(_shift),
            Flip = call.Value(_flip),
            Csv = call.Value(_csv),
            Events = call.Value(_events),
            Front = call.Value(_front),
            Epochs = call.Value(_epochs),
            Batch = call.Value(_batch),
            LearningRate = call.Value(_rate),
            Momentum = call.Value(_momentum),
            WeightDecay = call.Value(_decay),
            Checkpoint = call.Value(_checkpoint),
            Seed = call.Seed,
        };

    private static int[] Widths(string text)
    {
        string[] parts = text.Split('-');
        var widths = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out widths[i]))
                throw new InvalidInputException(
                    "layers",
                    null,
                    $"'{text}' is no list of widths",
                    "write 2 to 100 whole numbers of at least 1 with '-' between, such as 784-500-10");
        }

        return widths;
    }
}
