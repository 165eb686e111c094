using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Training.Searching;
using Espalier.Work.Inputs;
using Espalier.Work.Training;

namespace Espalier.Cli.Training;

/// <summary><c>espalier search</c>: a subnetwork within a budget of weights and epochs, by any method.</summary>
internal sealed class SearchCommand
{
    private readonly DescentOptions _descent = new();
    private readonly Choice<SubnetworkMethod> _method = Options.Choice<SubnetworkMethod>(
        "--method", "how to search; edge-popup and gates keep frozen weights, the others train", SubnetworkMethod.EdgePopup);
    private readonly Option<double> _kept = Options.Number(
        "--kept", "S", "the share of all weights that is kept", 0.05, "a number above 0, at most 1", value => value is > 0 and <= 1);
    private readonly Choice<LayerShare> _share = Options.Choice<LayerShare>(
        "--share", "every layer keeps this share, or all are ranked together, or by Erdős–Rényi densities", LayerShare.Global);
    private readonly Option<int> _rounds = Options.Integer("--rounds", "R", "rounds of iterative magnitude pruning", 4, 1, 1000);
    private readonly Option<int> _rewind = Options.Integer(
        "--rewind", "N", "the epoch to whose end it rewinds weights; 0 is the start", 0, 0, 1_000_000);
    private readonly Choice<SourceLaw> _law = Options.Choice<SourceLaw>("--law", "the law of frozen weights", SourceLaw.Normal);
    private readonly Option<bool> _scaled = Options.Flag("--scaled", "makes frozen weights larger by 1/√kept");
    private readonly Option<double> _source = Options.Number(
        "--source", "S", "searches only a random share of the frozen weights", 1, "a number above 0, at most 1", value => value is > 0 and <= 1);
    private readonly Option<double> _locked = Options.Number(
        "--locked", "S", "keeps this share of the kept weights at random, without a search", 0, "a number from 0, below 1", value =>
            value is >= 0 and < 1);
    private readonly Option<bool> _sanity = Options.Flag(
        "--sanity", "measures shuffled masks, other weights and random masks too; methods that train then train three times more");
    private readonly Option<string?> _out = OutputFile.Option("the network that was found: .onnx, .safetensors or .npz");

    public static Command Create()
    {
        var command = new SearchCommand();
        var verb = new Verb(
            "search",
            "Search a subnetwork within a budget of weights and epochs, by any method",
            "espalier search --data mnist --network lenet5 --method iterative-magnitude --kept 0.05 --epochs 10 --out found.onnx")
        {
            command._method, command._kept, command._share, command._rounds, command._rewind, command._law, command._scaled, command._source,
            command._locked, command._sanity, command._out,
        };
        verb.Add(command._descent.All);
        return verb.Runs(call => call.Do(new SearchJob(), command.Request(call), Show));
    }

    private SearchRequest Request(Call call) => _descent.Fill(
        new SearchRequest
        {
            Data = string.Empty,
            Method = call.Value(_method),
            Kept = call.Value(_kept),
            Share = call.Value(_share),
            Rounds = call.Value(_rounds),
            Rewind = call.Value(_rewind),
            Law = call.Value(_law),
            Scaled = call.Value(_scaled),
            Source = call.Value(_source),
            Locked = call.Value(_locked),
            Sanity = call.Value(_sanity),
            Out = call.Value(_out),
        },
        call);

    private static void Show(SearchAnswer found, Page page)
    {
        page.Fields(
            ("accuracy", found.Accuracy is { } accuracy ? Numerals.Short(accuracy) : "none"),
            ("method", Words.Of(found.Method)),
            ("kept weights", $"{found.Kept} of {found.Parameters}"),
            ("acting weights", $"{found.ActingWeights}, {Numerals.Short(100 * found.ActingShare)} %"),
            ("shuffled mask", Share(found.ShuffledMask)),
            ("other weights", Share(found.RedrawnWeights)),
            ("random mask", Share(found.RandomMask)),
            ("data", found.Data),
            ("layers", string.Join('-', found.Layers)),
            ("steps", Numerals.Text(found.Steps)),
            ("written", found.Path ?? string.Empty),
            ("diverged", found.Remedy ?? string.Empty));
        KeptTable.Show(found.Tensors, page);
        EpochTable.Show(found.Epochs, page);
    }

    private static string Share(double? accuracy) => accuracy is { } reached ? Numerals.Short(reached) : string.Empty;
}
