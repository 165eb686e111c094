using System.CommandLine;
using System.Globalization;
using Espalier.Cli.Data;
using Espalier.Cli.Frame;
using Espalier.Cli.Models;
using Espalier.Work.Inputs;
using Espalier.Work.Pruning;

namespace Espalier.Cli.Pruning;

/// <summary><c>espalier compare A B …</c>: what networks cost, what they do, and how long they take.</summary>
internal static class CompareNetworksCommand
{
    public static Command Create()
    {
        var usual = new CompareNetworksRequest { Models = [] };
        var models = new Argument<string[]>("MODELS")
        {
            Description = "networks or tickets; the first is what the others are measured against",
            Arity = ArgumentArity.OneOrMore,
        };
        var examples = new ExampleOptions(Options.Text(
            "--data", "FILE|DIR|NAME", "labelled examples, for accuracies [default: drawn inputs, and no accuracies]"));
        Option<int> limit = Options.Integer("--limit", "N", "only the first N examples [default: all]", minimum: 1);
        Option<double[][]> box = Options.Ends("--box", "LO HI", "bound the largest difference over all inputs between these ends");
        Option<double> within = Options.Number(
            "--within", "W", "the same over all inputs within W of --centre", null, "a number of at least 0", width => width >= 0);
        Option<string?> centre = Options.Text("--centre", "X,…|FILE", "one input for --within: a comma list of numbers, or a .npy or .json file");
        Option<double> time = Options.TimeLimit();
        Option<int> rounds = Options.Integer("--rounds", "N", "rounds of timing; 0 for no times", usual.Rounds);
        Option<int[]> batches = Options.Integers("--batches", "N,…", "how many inputs are computed at once", usual.Batches, minimum: 1);
        Option<string?> architecture = ModelOptions.Architecture();
        return new Verb("compare", "Set networks side by side: sizes, accuracies, errors and milliseconds", "espalier compare model.onnx half.onnx")
            { models, examples.All, limit, box, within, centre, time, rounds, batches, architecture }
            .Runs(call => call.Do(
                new CompareNetworksJob(),
                new CompareNetworksRequest
                {
                    Models = [.. call.List(models)],
                    Data = call.Value(examples.Data),
                    Label = call.Value(examples.Label),
                    Scale = call.Maybe(examples.Scale),
                    Normalise = call.Maybe(examples.Normalise),
                    Limit = call.Maybe(limit),
                    Box = call.Maybe(box),
                    Within = call.Maybe(within),
                    Centre = call.Value(centre),
                    TimeLimit = call.Maybe(time),
                    Rounds = call.Value(rounds),
                    Batches = call.Value(batches)!,
                    Architecture = call.Value(architecture),
                    Seed = call.Seed,
                },
                Show));
    }

    private static void Show(CompareNetworksAnswer found, Page page)
    {
        bool isCertified = found.Networks.Any(network => network.CertifiedUpper is not null);
        page.Table(
            [
                "network", "parameters", "not zero", "bytes", "gzip", "multiply-adds", "accuracy", "agreement", "relative error",
                .. isCertified ? ["certified"] : Array.Empty<string>(),
            ],
            [
                .. found.Networks.Select(network => (IReadOnlyList<string>)
                [
                    network.Path, Numerals.Text(network.Parameters), Numerals.Text(network.Nonzero), Numerals.Text(network.Bytes),
                    Numerals.Text(network.GzipBytes), Numerals.Text(network.MultiplyAdds),
                    network.Accuracy is { } accuracy ? Numerals.Short(accuracy) : "-", Numerals.Short(network.Agreement),
                    Numerals.Short(network.RelativeError), .. isCertified ? [Certified(network)] : Array.Empty<string>(),
                ]),
            ]);
        if (found.Networks.All(network => network.Times.Length == 0)) return;
        (int Batch, int Threads)[] settings = [.. found.Networks[0].Times.Select(time => (time.Batch, time.Threads)).Distinct()];
        page.Line("milliseconds of one call: the median and, of six rounds or more, a 95 % interval of it");
        page.Table(
            ["network", "engine", .. settings.Select(each => $"batch {Numerals.Text(each.Batch)}, threads {Numerals.Text(each.Threads)}")],
            [
                .. from network in found.Networks
                   from engine in network.Times.GroupBy(time => time.Engine)
                   select (IReadOnlyList<string>)[network.Path, engine.Key, .. engine.Select(Cell)],
            ]);
    }

    /// <summary>Few rounds bound no median.</summary>
    private static string Cell(CallTime time) => time.Interval is [{ } low, { } high]
        ? $"{Short(time.Milliseconds)} ({Short(low)} to {Short(high)})"
        : Short(time.Milliseconds);

    private static string Certified(ComparedNetwork network) =>
        network.CertifiedUpper is { } upper ? $"{Numerals.Short(network.CertifiedLower ?? 0)} to {Numerals.Short(upper)}" : "-";

    private static string Short(double milliseconds) => milliseconds.ToString("G3", CultureInfo.InvariantCulture);
}
