using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Gap;
using Espalier.Lab.Storage;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Gap;

/// <summary><c>espalier gap</c>: the width that pruning weights and pruning neurons need.</summary>
internal static class GapCommand
{
    public static Command Create()
    {
        var options = new GapOptions();
        var verb = new Verb("gap", "Measure how wide a random network must be so that removing weights, or whole neurons, leaves one wanted neuron", "espalier gap --dimensions 2,3 --out gap");
        options.AddTo(verb);
        return verb.Runs(call =>
        {
            GapTable table = options.Measure(call);
            GapFits fits = GapFits.Of(table, call.Threads, call.Cancel);
            string folder = options.Folder(call);
            string command = Command(options.Request(call), folder, call.Seed);
            GapFiles files = GapFiles.Write(table, fits, folder, command, RunEnvironment.Capture(), call.Cancel);
            return Answer.Of(GapAnswer.Of(table, fits, files), static (answer, page) => answer.Show(page));
        });
    }

    /// <summary>The command that repeats a run.</summary>
    private static string Command(GapRequest request, string folder, ulong seed)
    {
        string epsilons = request.Epsilons.IsEmpty ? "" : $" --epsilons {string.Join(',', request.Epsilons.Select(Numerals.Text))}";
        string methods = request.Methods.Length == GapMethod.All.Length ? "" : $" --methods {string.Join(',', request.Methods.Select(method => method.Name))}";
        return $"espalier gap --dimensions {string.Join(',', request.Dimensions)}{epsilons} --trials {request.Trials}{methods}{(request.IsFull ? " --full" : "")} --seed {seed} --out {folder}";
    }
}
