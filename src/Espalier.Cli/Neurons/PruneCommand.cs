using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Inputs;
using Espalier.Work.Neurons;

namespace Espalier.Cli.Neurons;

/// <summary><c>espalier neurons prune FILE | --dimension D --width N</c>: the best subset of neurons.</summary>
internal static class PruneCommand
{
    public static Command Create()
    {
        var parent = new ParentOptions();
        Choice<NeuronMethod> method = Options.Choice<NeuronMethod>(
            "--method", "exact proves its answer; search does not; cone takes neurons near the target, of very many in any dimension",
                NeuronMethod.Search);
        Option<double> limit = Options.TimeLimit();
        Option<long> work = Options.LongInteger(
            "--work-limit", "W", "stop after so many units of work, each about a tenth of a microsecond, with the same answer on every machine");
        return new Verb("prune", "Find the subset of neurons with the smallest error",
            "espalier neurons prune --dimension 2 --width 40 --method exact")
        {
            parent.File, parent.Dimension, parent.Width, method, limit, work,
        }
            .Runs(call => call.Do(
                new PruneNeuronsJob(),
                new PruneNeuronsRequest
                {
                    Parent = parent.Of(call),
                    Method = call.Value(method),
                    TimeLimit = call.Maybe(limit),
                    WorkLimit = call.Maybe(work)
                },
                Show));
    }

    private static void Show(PruneNeuronsAnswer found, Page page) => page.Table(
        ["quantity", "value"],
        [
            ["status", Words.Of(found.Status)],
            ["kept neurons", Numerals.Text(found.Kept.Count)],
            ["kept", string.Join(' ', found.Kept)],
            ["error at least", Numerals.Short(found.Error.Lower)],
            ["error at most", Numerals.Short(found.Error.Upper)],
            ["at the point", string.Join(' ', found.Witness.Select(Numerals.Short))],
            ["no subset below", Numerals.Short(found.Bound)],
            ["  by the search", Numerals.Short(found.SearchBound)],
            ["  by a witness, refits included", Numerals.Short(found.WitnessBound)],
            .. found.Cone is { } cone
                ? (string[][])[["error by angles alone at most", Numerals.Short(cone.Value)], [
                    "no subset below, by angles alone", Numerals.Short(cone.Bound)]]
                : [],
            ["error with coefficients by least squares", Numerals.Short(found.Refit.LeastSquares.Upper)],
            ["error with the best coefficients", Numerals.Short(found.Refit.Minimax.Upper)],
            ["no coefficients below", Numerals.Short(found.Refit.Minimax.Lower)],
            ["seconds", Numerals.Short(Math.Round(found.Seconds, 3))],
        ]);
}
