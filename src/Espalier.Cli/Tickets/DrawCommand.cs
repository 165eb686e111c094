using System.CommandLine;
using System.Globalization;
using Espalier.Cli.Frame;
using Espalier.Cli.Models;
using Espalier.Parents;
using Espalier.SubsetSums;
using Espalier.Tickets;
using Espalier.Work.Inputs;
using Espalier.Work.Tickets;

namespace Espalier.Cli.Tickets;

/// <summary><c>espalier ticket draw TARGET</c>: weight pruning of a random parent until a target is left.</summary>
internal sealed class DrawCommand
{
    private readonly Argument<string> _target = new("TARGET") { Description = "the network to imitate: .onnx, .pt, .safetensors or .npz" };
    private readonly Option<string?> _output = OutputFile.Required("the ticket file to write");
    private readonly Option<double> _epsilon = Options.Number(
        "--epsilon", "E", "the tolerance for every weight", 0.01, "a number above 0", value => value > 0);
    private readonly Option<double> _delta = Options.Number(
        "--delta", "D", "the share of weights that may miss the tolerance; chooses the number of candidates", DrawJob.DefaultDelta,
        "a number between 0 and 1", value => value is > 0 and < 1);
    private readonly Option<int> _candidates = Options.Integer(
        "--candidates", "N", "candidates per weight (rows of a block, for pairs) [default: the fewest for --delta]", minimum: 1);
    private readonly Option<Construction> _construction = Options.Choice<Construction>(
        "--construction", "random pairs with ReLU, direct candidates, or the closest single product", Construction.Relu);
    private readonly Option<CandidateShare> _share = Options.Choice<CandidateShare>(
        "--share", "whether every weight has its own candidates or a row shares one list (linear only)", CandidateShare.Weight);
    private readonly Option<SubsetSumObjective> _objective = Options.Choice<SubsetSumObjective>(
        "--objective", "the smallest error, or the fewest kept edges within the tolerance", SubsetSumObjective.Error);
    private readonly Option<string?> _distribution = Options.Text(
        "--distribution",
        "LAW",
        "the law of the parent's weights: uniform(a,b) or normal(s) [default: uniform(-k,k), the smallest whole k that "
            + "reaches the target's weights]");
    private readonly Option<bool> _nonNegative = Options.Flag(
        "--nonnegative-inputs", "the ticket is for inputs of at least 0, such as pixels: the first layer then needs one side only");
    private readonly Option<double> _radius = Options.Number(
        "--radius", "R", "the radius of the ball over which the error is certified", 1, "a number above 0", value => value > 0);
    private readonly Option<string?> _report = Options.Text(
        "--report", "FILE", "also write a page about the ticket: errors by layer, certificates, costs");
    private readonly Option<string?> _architecture = ModelOptions.Architecture();

    public static Command Create()
    {
        var command = new DrawCommand();
        return new Verb(
            "draw",
            "Prune a random network until the target is left",
            "espalier ticket draw model.onnx -o model.ticket --epsilon 0.01 --nonnegative-inputs")
        {
            command._target, command._output, command._epsilon, command._delta, command._candidates, command._construction, command._share,
            command._objective, command._distribution, command._nonNegative, command._radius, command._report, command._architecture,
        }.Runs(call => call.Do(new DrawJob(), command.Request(call), Show));
    }

    private DrawRequest Request(Call call) => new()
    {
        Target = call.Value(_target),
        Out = call.Value(_output)!,
        Epsilon = call.Value(_epsilon),
        Delta = call.Maybe(_delta),
        Candidates = call.Maybe(_candidates),
        Construction = call.Value(_construction),
        Share = call.Value(_share),
        Objective = call.Value(_objective),
        Distribution = call.Value(_distribution),
        NonnegativeInputs = call.Value(_nonNegative),
        Radius = call.Value(_radius),
        Report = call.Value(_report),
        Architecture = call.Value(_architecture),
        Seed = call.Seed,
    };

    private static void Show(DrawAnswer drawn, Page page)
    {
        page.Fields(
            ("target parameters", Numerals.Text(drawn.TargetParameters)),
            ("candidates", $"{drawn.Candidates} per weight"),
            ("parent parameters", Numerals.Text(drawn.ParentParameters)),
            ("parent weights", drawn.Distribution),
            ("kept edges", $"{drawn.KeptEdges} ({Percent(drawn.KeptShare)} of the parent)"),
            ("largest weight error", Numerals.Short(drawn.MaxWeightError)),
            ("mean weight error", Numerals.Short(drawn.MeanWeightError)),
            (
                "beyond tolerance",
                $"{drawn.Infeasible} weights{(drawn.Infeasible > 0 ? "; a smaller --delta, or more --candidates, leave fewer" : string.Empty)}"),
            (
                "certified, ball",
                $"{Numerals.Short(drawn.CertifiedError.BallError)} in the Euclidean norm, inputs of norm at most "
                    + $"{Numerals.Short(drawn.CertifiedError.BallRadius)}"),
            ("certified, box", $"{Numerals.Short(drawn.CertifiedError.BoxError)} in the sup norm, inputs in [0,1]"),
            (
                "bits per weight",
                $"{Digits(drawn.BitsPerWeight)} in the file; mask {Digits(drawn.RawMaskBitsPerWeight)} raw, "
                    + $"{Digits(drawn.CodedMaskBitsPerWeight)} coded; plain quantisation {Digits(drawn.QuantisationBitsPerWeight)}"),
            ("carried as they are", drawn.CarriedLayers == 0 ? string.Empty : $"{drawn.CarriedLayers} layers that are not dense"),
            ("file", $"{drawn.FileBytes} bytes"),
            ("seconds", $"{Digits(drawn.Seconds)}, of which {Digits(drawn.SolveSeconds)} drawing and certifying"));
    }

    private static string Percent(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    private static string Digits(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
