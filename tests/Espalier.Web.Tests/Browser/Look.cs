using Microsoft.Playwright;

namespace Espalier.Web.Tests.Browser;

/// <summary>A size of a window and a colour scheme.</summary>
internal sealed record Look(int Width, int Height, ColorScheme Scheme)
{
    /// <summary>A telephone, a tablet, a laptop and a large screen.</summary>
    public static readonly IReadOnlyList<Look> All =
    [
        .. from size in ((int Width, int Height)[])[(360, 740), (820, 1100), (1440, 900), (2500, 1300)]
        from scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark]
        select new Look(size.Width, size.Height, scheme),
    ];

    public override string ToString() => Invariant($"{Width}-{Scheme}");
}
