using System.CommandLine;
using System.Globalization;
using Espalier.Cli.Frame;
using Espalier.Cli.Models;
using Espalier.Parents;
using Espalier.SubsetSums;
using Espalier.Tickets;
using Espalier.Work.Inputs;
using Espalier.Work.Models;
using Espalier.Work.Tickets;

namespace Espalier.Cli.Tickets;

/// <summary><c>espalier ticket draw TARGET</c>: weight pruning of a random parent until a target is left.</summary>
internal sealed class DrawCommand
{
    private readonly Argument<string> _target = new("TARGET") { Description = "the network to imitate: .onnx, .pt, .safetensors or .npz" };
    private readonly Option<string?> _output = OutputFile.Required("the ticket file to write");
    private readonly Option<double> _relative = Options.Number(
        "--relative", "R", "the tolerance for every weight, as a share of the standard deviation of its row", Tolerance.Default.Value,
        "a number above 0", value => value > 0);
    private readonly Option<double> _epsilon = Options.Number(
        "--epsilon", "E", "the tolerance for every weight, the same for all, in place of --relative", null, "a number above 0", value => value > 0);
    private readonly Option<double> _delta = Options.Number(
        "--delta", "D", "the share of weights that may miss the tolerance; all then have the same number of candidates", null,
        "a number between 0 and 1", value => value is > 0 and < 1);
    private readonly Option<int> _candidates = Options.Integer(
        "--candidates", "N", "so many candidates for every weight (rows of a block, for pairs) [default: as many as it needs]", minimum: 1);
    private readonly Choice<Construction> _construction = Options.Choice<Construction>(
        "--construction",
        "random pairs with ReLU, direct candidates, the closest single product, or L + 1 layers whose neurons come in copies",
        Construction.Relu);
    private readonly Choice<CandidateShare> _share = Options.Choice<CandidateShare>(
        "--share", "whether every weight has its own candidates or a row shares one list (linear only)", CandidateShare.Weight);
    private readonly Choice<SubsetSumObjective> _objective = Options.Choice<SubsetSumObjective>(
        "--objective",
        "the smallest error; the fewest kept edges within the tolerance (with --candidates or --delta); or the fewest bits (without)",
        SubsetSumObjective.Error);
    private readonly Option<string?> _distribution = Options.Text(
        "--distribution",
        "LAW",
        "the law of the parent's weights, such as uniform(a,b) or normal(s) [default: uniform, just wide enough for each layer's weights]");
    private readonly Option<bool> _nonNegative = Options.Flag(
        "--nonnegative-inputs", "the ticket is for inputs of at least 0, such as pixels: the first layer then needs one side only");
    private readonly Option<double> _radius = Options.Number(
        "--radius", "R", "the radius of the ball over which the error is certified", 1, "a number above 0", value => value > 0);
    private readonly Option<bool> _tight = Options.Flag("--tight", Certified.Tight);
    private readonly Option<string?> _part = Options.Text(
        "--part", "I/N", "draw only share I of N of the layers, for espalier ticket join");
    private readonly CodedDrawing _coded = new();
    private readonly Option<string?> _report = Options.Text(
        "--report", "FILE", "also write a page about the ticket: errors by layer, certificates, costs");
    private readonly Option<string?> _architecture = ModelOptions.Architecture();

    public static Command Create()
    {
        var command = new DrawCommand();
        var verb = new Verb(
            "draw",
            "Prune a random network until the target is left",
            "espalier ticket draw model.onnx -o model.ticket --relative 0.03 --nonnegative-inputs")
        {
            command._target, command._output, command._relative, command._epsilon, command._delta, command._candidates,
            command._construction, command._share,
            command._objective, command._distribution, command._nonNegative, command._radius, command._tight, command._part, command._report,
            command._architecture,
        };
        verb.Add(command._coded.All);
        return verb.Runs(call => command.IsCoded(call)
            ? call.Do(new CodedDrawJob(), command.CodedRequest(call), (drawn, page) => CodedDrawing.Show(drawn, page, call.Value(command._tight)))
            : call.Value(command._part) is null
            ? call.Do(new DrawJob(), command.Request(call), (drawn, page) => Show(drawn, page, call.Value(command._tight)))
            : call.Do(new DrawPartJob(), command.Request(call), ShowPart));
    }

    private bool IsCoded(Call call) => _coded.IsAsked(
        call, _relative, _epsilon, _delta, _candidates, _construction, _share, _objective, _distribution, _part, _report);

    private CodedDrawRequest CodedRequest(Call call) => _coded.Request(call, new CodedDrawRequest
    {
        Target = call.Value(_target),
        Out = call.Value(_output)!,
        NonnegativeInputs = call.Value(_nonNegative),
        Radius = call.Value(_radius),
        Tight = call.Value(_tight),
        Architecture = call.Value(_architecture),
    });

    private DrawRequest Request(Call call) => new()
    {
        Target = call.Value(_target),
        Out = call.Value(_output)!,
        Relative = call.Maybe(_relative),
        Epsilon = call.Maybe(_epsilon),
        Delta = call.Maybe(_delta),
        Candidates = call.Maybe(_candidates),
        Construction = call.Maybe(_construction),
        Share = call.Value(_share),
        Objective = call.Value(_objective),
        Distribution = call.Value(_distribution),
        NonnegativeInputs = call.Value(_nonNegative),
        Radius = call.Value(_radius),
        Tight = call.Value(_tight),
        Part = call.Value(_part),
        Report = call.Value(_report),
        Architecture = call.Value(_architecture),
        Seed = call.Seed,
    };

    private static void Show(DrawAnswer drawn, Page page, bool isTight)
    {
        page.Fields(
            ("target parameters", Numerals.Text(drawn.TargetParameters)),
            ("candidates", drawn.Rule == "hitting" ? $"as many as a weight needs, {drawn.Candidates} at most" : $"{drawn.Candidates} per weight"),
            ("parent parameters", Numerals.Text(drawn.ParentParameters)),
            ("parent weights", drawn.Distribution),
            ("kept edges", $"{drawn.KeptEdges} ({Percent(drawn.KeptShare)} of the parent)"),
            ("largest weight error", Numerals.Short(drawn.MaxWeightError)),
            ("mean weight error", Numerals.Short(drawn.MeanWeightError)),
            ("beyond tolerance", $"{drawn.Infeasible} weights{Advice(drawn)}"),
            (
                "certified, ball",
                drawn.CertifiedError is null && drawn.Engine != EngineKind.Exact
                    ? "nothing: bounds know our own operators alone"
                    : Certified.Ball(drawn.CertifiedError)),
            ("certified, box", Certified.Box(drawn.CertifiedError)),
            ("closer bounds", Certified.Advice(drawn.CertifiedError, isTight)),
            (
                "bits per weight",
                $"{Digits(drawn.BitsPerWeight)} in the file; mask {Digits(drawn.RawMaskBitsPerWeight)} raw, "
                + $"{Digits(drawn.CodedMaskBitsPerWeight)} coded; plain quantisation {Digits(drawn.QuantisationBitsPerWeight)}, "
                + $"entropy-coded {Digits(drawn.EntropyCodedBitsPerWeight)}"),
            ("carried as they are", drawn.CarriedLayers == 0 ? string.Empty : $"{drawn.CarriedLayers} layers whose numbers make no linear map"),
            (
                "twice their size",
                drawn.TwoSided.Length == 0 ? string.Empty
                    : $"{string.Join(", ", drawn.TwoSided)}: inputs of either sign; "
                    + "--nonnegative-inputs keeps the shape of what reads the network's input"),
            ("engine", drawn.Engine == EngineKind.Exact ? string.Empty : $"ONNX Runtime; {drawn.CarriedBytes} bytes of the model are carried"),
            ("file", $"{drawn.FileBytes} bytes"),
            ("seconds", $"{Digits(drawn.Seconds)}, of which {Digits(drawn.SolveSeconds)} drawing and certifying"));
    }

    private static void ShowPart(DrawPartAnswer drawn, Page page) => page.Fields(
        ("part", drawn.Part),
        ("layers", Numerals.Text(drawn.Layers)),
        ("weights", Numerals.Text(drawn.Weights)),
        ("largest weight error", Numerals.Short(drawn.MaxWeightError)),
        ("beyond tolerance", $"{drawn.Infeasible} weights"),
        ("file", $"{drawn.FileBytes} bytes"),
        ("seconds", Digits(drawn.Seconds)));

    private static string Advice(DrawAnswer drawn) => drawn.Infeasible == 0 ? string.Empty
        : drawn.Rule == "hitting"
            ? ", which no candidates reach; a wider --distribution may"
            : "; a smaller --delta, or more --candidates, leave fewer";

    private static string Percent(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    private static string Digits(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
