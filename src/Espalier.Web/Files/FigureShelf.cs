using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Espalier.Lab.Figures;
using Espalier.Web.Jobs;

namespace Espalier.Web.Files;

/// <summary>Figures that pages show, to be taken away as files under a made-up name for as long as some page shows them.</summary>
internal sealed class FigureShelf
{
    /// <summary>A figure as a drawing.</summary>
    public const string Svg = "/figure.svg";

    /// <summary>Its numbers.</summary>
    public const string Csv = "/figure.csv";

    private const int ManyNames = 256;

    private readonly ConditionalWeakTable<Figure, string> _names = new();
    private readonly ConcurrentDictionary<string, WeakReference<Figure>> _figures = new(StringComparer.Ordinal);

    /// <summary>Where a figure is to be had.</summary>
    /// <param name="path"><see cref="Svg"/> or <see cref="Csv"/>.</param>
    /// <param name="figure">The figure.</param>
    public string AddressOf(string path, Figure figure) => AddressWriter.Write(path, ("figure", _names.GetValue(figure, Put)));

    /// <summary>A figure by its name.</summary>
    /// <exception cref="InvalidInputException">No page shows it any more.</exception>
    public Figure Require(string name) => _figures.TryGetValue(name, out WeakReference<Figure>? kept) && kept.TryGetTarget(out Figure? figure)
        ? figure
        : throw new InvalidInputException("figure", null, "no page shows it any more", "open its page again, and take it from there");

    private string Put(Figure figure)
    {
        if (_figures.Count > ManyNames)
        {
            foreach ((string old, WeakReference<Figure> kept) in _figures)
            {
                if (!kept.TryGetTarget(out _)) _figures.TryRemove(old, out _);
            }
        }

        string name = RandomNumberGenerator.GetHexString(16, lowercase: true);
        _figures[name] = new(figure);
        return name;
    }
}
