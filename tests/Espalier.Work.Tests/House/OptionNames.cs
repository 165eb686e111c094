using System.Text.RegularExpressions;

namespace Espalier.Work.Tests.House;

/// <summary>Finds names of command-line options in the texts of a program; its comments may name them.</summary>
internal static partial class OptionNames
{
    public static bool In(string line) => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Pattern().IsMatch(line);

    [GeneratedRegex("\"[^\"]*--[a-z]")]
    private static partial Regex Pattern();
}
