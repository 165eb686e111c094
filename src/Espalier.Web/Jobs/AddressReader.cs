using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Espalier.Web.Jobs;

/// <summary>What stands after the question mark of an address, value by value; what means nothing is what stands there otherwise.</summary>
internal sealed class AddressReader(string query)
{
    private const int LongestText = 4000;

    private readonly Dictionary<string, StringValues> _all = QueryHelpers.ParseQuery(query);

    /// <summary>A text.</summary>
    public string Text(string key, string fallback = "") =>
        _all.TryGetValue(key, out StringValues value) && value.ToString() is { Length: <= LongestText } text ? text : fallback;

    /// <summary>All texts of one name, each once.</summary>
    public IReadOnlyList<string> Texts(string key) =>
        _all.TryGetValue(key, out StringValues values)
            ? [.. values.OfType<string>().Where(text => text.Length is > 0 and <= LongestText).Distinct()]
            : [];

    /// <summary>All texts whose names begin with a prefix, each by the rest of its name.</summary>
    public IEnumerable<KeyValuePair<string, string>> Behind(string prefix) =>
        _all.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(key => KeyValuePair.Create(key[prefix.Length..], Text(key)));

    /// <summary>A whole number, moved into its range.</summary>
    public int Whole(string key, int least, int most, int fallback) =>
        int.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? Math.Clamp(value, least, most) : fallback;

    /// <summary>A seed.</summary>
    public ulong Seed(string key, ulong fallback = 1) =>
        ulong.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : fallback;

    /// <summary>A number, moved into its range.</summary>
    public double Number(string key, double least, double most, double fallback) =>
        double.TryParse(Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? Math.Clamp(value, least, most)
            : fallback;

    /// <summary>One of the names of an enumeration.</summary>
    public T Choice<T>(string key, T fallback)
        where T : struct, Enum =>
        Enum.TryParse(Text(key), ignoreCase: true, out T value) && Enum.IsDefined(value) ? value : fallback;

    /// <summary>Whether something is switched on.</summary>
    public bool Flag(string key) => Text(key) == "1";
}

/// <summary>Writes addresses: what is empty is left out.</summary>
internal static class AddressWriter
{
    /// <summary>The address of a page with its state.</summary>
    public static string Write(string path, params IEnumerable<(string Key, string Value)> pairs) => QueryHelpers.AddQueryString(
        path, pairs.Where(pair => pair.Value.Length > 0).Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));

    /// <summary>All digits of a number; nothing for the one that stands there anyway.</summary>
    public static string Number(double value, double usual = double.NaN) =>
        value == usual ? "" : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A seed; nothing for the usual one.</summary>
    public static string Seed(ulong seed) => seed == 1 ? "" : seed.ToString(CultureInfo.InvariantCulture);

    /// <summary>A word; nothing for the one that stands there anyway.</summary>
    public static string Word<T>(T value, T usual)
        where T : struct, Enum => value.Equals(usual) ? "" : value.ToString().ToLowerInvariant();

    /// <summary>A switch.</summary>
    public static string Flag(bool isOn) => isOn ? "1" : "";
}
