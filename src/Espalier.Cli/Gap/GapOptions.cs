using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Clusters;
using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Gap;
using Espalier.Work.Gap;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Gap;

/// <summary>The options of the commands that measure the gap or read what was measured.</summary>
internal sealed class GapOptions
{
    private readonly Option<int[]> _dimensions = Options.Integers(
        "--dimensions", "D,…", "the dimensions of the neuron", [.. GapRequest.StandardDimensions], minimum: 1);
    private readonly Option<double[]> _epsilons = Options.Numbers("--epsilons", "E,…", "the tolerances [default: as far as each method reaches]");
    private readonly Option<int> _trials = Options.Integer(
        "--trials",
        "T",
        $"draws at every point [default: {GapRequest.StandardTrials}, with --full {GapRequest.FullTrials}]",
        minimum: 1,
        maximum: 1_000_000);
    private readonly Option<string?> _methods = Options.Text(
        "--methods", "M,…", $"some of {string.Join(", ", GapMethod.All.Select(method => method.Name))} [default: all]");
    private readonly Option<bool> _full = Options.Flag("--full", "go on for hours: smaller tolerances, wider parents, more draws");
    private readonly Option<string?> _output = Options.Text(
        "--out", "DIR", "where the records and the report go; what is there already is not measured again", "gap");

    public void AddTo(Verb verb)
    {
        foreach (Option option in (Option[])[_dimensions, _epsilons, _trials, _methods, _full, _output]) verb.Add(option);
    }

    public MeasureRequest Request(Call call) => new()
    {
        Dimensions = call.Value(_dimensions)!,
        Epsilons = call.Maybe(_epsilons) ?? [],
        Methods = call.Value(_methods)?.Split(',', StringSplitOptions.TrimEntries) ?? [],
        Trials = call.Maybe(_trials),
        Full = call.Value(_full),
        Out = call.Value(_output)!,
        Seed = call.Seed,
    };

    /// <summary>The command that repeats a run.</summary>
    public static string Command(MeasureRequest request)
    {
        string epsilons = request.Epsilons.Length == 0 ? "" : $" --epsilons {string.Join(',', request.Epsilons.Select(Numerals.Text))}";
        string methods = request.Methods.Length == 0 ? "" : $" --methods {string.Join(',', request.Methods)}";
        string trials = request.Trials is { } number ? $" --trials {number}" : "";
        return $"espalier gap --dimensions {string.Join(',', request.Dimensions)}{epsilons}{trials}{methods}{(request.Full ? " --full" : "")} "
            + $"--seed {request.Seed} --out {ShellText.Quoted(request.Out)}";
    }
}
