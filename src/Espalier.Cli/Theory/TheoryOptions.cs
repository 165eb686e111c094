using System.CommandLine;
using Espalier.Cli.Frame;

namespace Espalier.Cli.Theory;

/// <summary>Options that several verbs share. What their values must be is the library's to say.</summary>
internal static class TheoryOptions
{
    public static Option<int> Dimension() => Required(Options.Integer("--dimension", "D", "inputs of the neuron", minimum: 1));

    public static Option<double> Epsilon(string description) => Required(Options.Number("--epsilon", "E", description));

    public static Option<T> Required<T>(Option<T> option)
    {
        option.Required = true;
        return option;
    }
}
