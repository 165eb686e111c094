using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Data;

namespace Espalier.Cli.Data;

/// <summary>The option <c>--data</c>: a folder with the four files of MNIST's layout, or the name of a data set.</summary>
internal static class DataOption
{
    public static Option<string?> Required() =>
        Named("DIR|glyphs|mnist|fashion-mnist", "a folder with the four MNIST files, or a data set's name");

    /// <summary>The same, or a file of the user's own.</summary>
    public static Option<string?> Examples() => Named(
        "FILE|DIR|NAME", "an .npz (x_test, y_test or x, y), an .npy beside its labels, a .csv, a folder, or glyphs, mnist, fashion-mnist");

    private static Option<string?> Named(string value, string help)
    {
        Option<string?> option = Options.Text("--data", value, help);
        option.Required = true;
        option.CompletionSources.Add([.. DataSource.Names]);
        return option;
    }
}
