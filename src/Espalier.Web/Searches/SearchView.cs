using Espalier.Training.Searching;
using Espalier.Web.Jobs;
using Espalier.Web.Parts;
using Espalier.Work.Data;
using Espalier.Work.Inputs;
using Espalier.Work.Training;

namespace Espalier.Web.Searches;

/// <summary>What the page of searches asks and shows; it stands in the address.</summary>
public sealed record SearchView
{
    /// <summary>The page.</summary>
    public const string Path = "/searches";

    /// <summary>LeNet-5 in the place of a dense network.</summary>
    public const string LeNet = "lenet5";

    private const double UsualKept = 0.05;
    private const int UsualHidden = 100;
    private const int UsualTraining = 2000;
    private const int UsualTest = 1000;
    private const int UsualEpochs = 10;

    /// <summary>The data set.</summary>
    public string Data { get; init; } = DataSource.Glyphs;

    /// <summary>Whether LeNet-5 is searched, rather than one hidden layer.</summary>
    public bool IsLeNet { get; init; }

    /// <summary>The units of the hidden layer.</summary>
    public int Hidden { get; init; } = UsualHidden;

    /// <summary>How it is searched.</summary>
    public SubnetworkMethod Method { get; init; } = SubnetworkMethod.EdgePopup;

    /// <summary>The share of all weights that is kept.</summary>
    public double Kept { get; init; } = UsualKept;

    /// <summary>How the kept weights are shared among the layers.</summary>
    public LayerShare Share { get; init; } = LayerShare.Global;

    /// <summary>Training images.</summary>
    public int Training { get; init; } = UsualTraining;

    /// <summary>Test images.</summary>
    public int Test { get; init; } = UsualTest;

    /// <summary>Passes over the training images.</summary>
    public int Epochs { get; init; } = UsualEpochs;

    /// <summary>The learning rate of the first epoch; 0 for the method's own.</summary>
    public double Rate { get; init; }

    /// <summary>The seed.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The job, or empty.</summary>
    public string Job { get; init; } = "";

    /// <summary>Reads what stands after the question mark.</summary>
    public static SearchView Of(string query)
    {
        var read = new AddressReader(query);
        return new()
        {
            Data = DataSource.Names.FirstOrDefault(name => name == read.Text("data")) ?? DataSource.Glyphs,
            IsLeNet = read.Flag(LeNet),
            Hidden = read.Whole("hidden", 1, 2000, UsualHidden),
            Method = read.Choice("method", SubnetworkMethod.EdgePopup),
            Kept = read.Number("kept", 1e-4, 1, UsualKept),
            Share = read.Choice("share", LayerShare.Global),
            Training = read.Whole("training", 1, 60_000, UsualTraining),
            Test = read.Whole("test", 1, 10_000, UsualTest),
            Epochs = read.Whole("epochs", 1, 1000, UsualEpochs),
            Rate = read.Number("rate", 0, 100, 0),
            Seed = read.Seed("seed"),
            Job = read.Text("job"),
        };
    }

    /// <summary>The address.</summary>
    public string Address => AddressWriter.Write(
        Path,
        ("data", Data == DataSource.Glyphs ? "" : Data),
        (LeNet, AddressWriter.Flag(IsLeNet)),
        ("hidden", AddressWriter.Number(Hidden, UsualHidden)),
        ("method", AddressWriter.Word(Method, SubnetworkMethod.EdgePopup)),
        ("kept", AddressWriter.Number(Kept, UsualKept)),
        ("share", AddressWriter.Word(Share, LayerShare.Global)),
        ("training", AddressWriter.Number(Training, UsualTraining)),
        ("test", AddressWriter.Number(Test, UsualTest)),
        ("epochs", AddressWriter.Number(Epochs, UsualEpochs)),
        ("rate", AddressWriter.Number(Rate, 0)),
        ("seed", AddressWriter.Seed(Seed)),
        ("job", Job));

    /// <summary>The learning rate that the search has.</summary>
    public double LearningRate => Rate > 0 ? Rate : new SearchOptions { Method = Method }.IsFrozen ? 0.1 : 0.05;

    /// <summary>What is asked for.</summary>
    internal SearchRequest Request => new()
    {
        Data = Data,
        Network = IsLeNet ? LeNet : null,
        Layers = [784, Hidden, 10],
        Method = Method,
        Kept = Kept,
        Share = Share,
        Training = Training,
        Test = Test,
        Epochs = Epochs,
        Rounds = Math.Clamp(Epochs - 1, 1, 4),
        LearningRate = LearningRate,
        Seed = Seed,
    };

    /// <summary>The command that does the same.</summary>
    internal string Command
    {
        get
        {
            SearchRequest request = Request;
            string network = IsLeNet ? $"--network {LeNet}" : $"--layers {string.Join('-', request.Layers)}";
            return Invariant($"espalier search --data {Data} --training {Training} --test {Test} {network} --method {Words.Of(Method)} --kept ")
                + Invariant($"{Shown.Exact(Kept)} --share {Words.Of(Share)} --epochs {Epochs} ")
                + (Method == SubnetworkMethod.IterativeMagnitude ? Invariant($"--rounds {request.Rounds} ") : "")
                + Invariant($"--learning-rate {Shown.Exact(LearningRate)} --seed {Seed}");
        }
    }
}
