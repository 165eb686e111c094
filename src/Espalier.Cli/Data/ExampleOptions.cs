using System.CommandLine;
using Espalier.Cli.Frame;

namespace Espalier.Cli.Data;

/// <summary>Which examples, and how their numbers enter a network.</summary>
internal sealed class ExampleOptions(Option<string?> data)
{
    public Option<string?> Data => data;

    public Option<string?> Label { get; } = Options.Text(
        "--label", "COLUMN", "the label column of a table, by name or by number from 1 on [default: label]");

    public Option<double> Scale { get; } = Options.Number(
        "--scale", "S", "multiply every number of the data [default: 1/255 for images of bytes, else 1]");

    public Option<double[]> Normalise { get; } = Options.Numbers(
        "--normalise", "M,…,D,…", "subtract means, then divide by deviations: of all channels, or of each");

    public IEnumerable<Option> All => [data, Label, Scale, Normalise];
}
