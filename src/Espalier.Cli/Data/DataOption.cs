using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Data;

namespace Espalier.Cli.Data;

/// <summary>The option <c>--data</c>: a folder with the four files of MNIST's layout, or the name of a data set.</summary>
internal static class DataOption
{
    public static Option<string?> Required()
    {
        Option<string?> option = Options.Text("--data", "DIR|glyphs|mnist", "a folder with the four MNIST files, or a data set's name");
        option.Required = true;
        option.CompletionSources.Add(DataSource.Glyphs, DataSource.Mnist);
        return option;
    }
}
