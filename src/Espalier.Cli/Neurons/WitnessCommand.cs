using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Neurons;
using Espalier.Work.Inputs;
using Espalier.Work.Neurons;

namespace Espalier.Cli.Neurons;

/// <summary><c>espalier neurons witness FILE | --dimension D --width N</c>: what no subset and no refit of a parent goes below.</summary>
internal static class WitnessCommand
{
    public static Command Create()
    {
        var parent = new ParentOptions();
        Option<int> effort = Options.Integer(
            "--effort", "E", "each one more searches four times as long", NeuronWitness.DefaultEffort, minimum: 1, maximum: NeuronWitness.MostEffort);
        Option<double> limit = Options.TimeLimit();
        return new Verb("witness", "Prove that no subset and no refit of these neurons comes nearer to the target",
            "espalier neurons witness --dimension 8 --width 500")
        {
            parent.File, parent.Dimension, parent.Width, effort, limit,
        }
            .Runs(call => call.Do(
                new WitnessJob(),
                new WitnessRequest { Parent = parent.Of(call), Effort = call.Maybe(effort), TimeLimit = call.Maybe(limit) },
                Show));
    }

    private static void Show(WitnessAnswer found, Page page) => page.Table(
        ["quantity", "value"],
        [
            ["no subset and no refit below", Numerals.Short(found.Error.Lower)],
            ["proven by a point", Numerals.Short(found.Point.Lower)],
            ["eta", Numerals.Short(found.Eta)],
            ["at the point", string.Join(' ', found.Witness.Select(Numerals.Short))],
            ["proven by an angle", Numerals.Short(found.Space?.Lower ?? 0)],
            .. found.Space is { } space
                ? (string[][])[["angle in radians", Numerals.Short(space.Angle)], ["within a space of dimension", Numerals.Text(space.Dimension)]]
                : [],
            ["seconds", Numerals.Short(Math.Round(found.Seconds, 3))],
        ]);
}
