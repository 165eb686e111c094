using System.Globalization;

namespace Espalier.Lab.Figures;

/// <summary>Colours for numbers from 0 to 1, of steadily rising lightness.</summary>
/// <remarks>Ten equally spaced colours of "viridis" by S. van der Walt and N. Smith (2015), given to the public domain (CC0); linear
/// between them.</remarks>
internal static class ColourMap
{
    private static readonly uint[] Anchors =
        [0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b, 0xfde725];

    public static int Stops => Anchors.Length;

    public static string At(double share)
    {
        (double red, double green, double blue) = Mix(share);
        return string.Create(CultureInfo.InvariantCulture, $"#{(int)Math.Round(red):x2}{(int)Math.Round(green):x2}{(int)Math.Round(blue):x2}");
    }

    /// <summary>Whether black rather than white text can be read on the colour.</summary>
    public static bool IsBright(double share)
    {
        (double red, double green, double blue) = Mix(share);
        return (0.299 * red) + (0.587 * green) + (0.114 * blue) > 128;
    }

    private static (double Red, double Green, double Blue) Mix(double share)
    {
        double position = Math.Clamp(share, 0, 1) * (Anchors.Length - 1);
        int low = Math.Min((int)position, Anchors.Length - 2);
        double rest = position - low;
        return (Part(16), Part(8), Part(0));

        double Part(int shift) => double.Lerp((Anchors[low] >> shift) & 255, (Anchors[low + 1] >> shift) & 255, rest);
    }
}
