using System.Globalization;

namespace Espalier.Tests;

/// <summary>How many cases a test takes: the usual number, or what an environment variable says for a longer run.</summary>
internal static class LongRun
{
    public static int Count(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : usual;
}
