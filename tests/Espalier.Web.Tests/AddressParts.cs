namespace Espalier.Web.Tests;

/// <summary>What an address asks for.</summary>
internal static class AddressParts
{
    /// <summary>The parts behind the question mark in a fixed order, with nothing escaped.</summary>
    public static IEnumerable<string> Of(string address) =>
        Behind(address)[1..].Split('&').Select(Uri.UnescapeDataString).Order(StringComparer.Ordinal);

    /// <summary>The question mark and what is behind it.</summary>
    public static string Behind(string address) => new Uri(new Uri("http://localhost"), address).Query;
}
