using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Espalier.Lab.Figures;

namespace Espalier.Lab.Tests.Figures;

/// <summary>Reads a drawing back, knowing nothing of how it was laid out: the box of every element, from its attributes alone.</summary>
internal sealed partial class SvgReader
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public SvgReader(string text)
    {
        using XmlReader reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        Root = XDocument.Load(reader).Root!;
        double[] view = [.. Root.Attribute("viewBox")!.Value.Split(' ').Select(Number)];
        View = new(view[0], view[1], view[2], view[3]);
    }

    public XElement Root { get; }

    public Box View { get; }

    public string Description => Root.Element(Svg + "desc")!.Value;

    public IEnumerable<XElement> Groups(string className) => Root.Descendants(Svg + "g").Where(g => (string?)g.Attribute("class") == className);

    public IEnumerable<XElement> Texts => Root.Descendants(Svg + "text");

    /// <summary>The elements whose ink leaves the picture by more than the rounding of its numbers.</summary>
    public IEnumerable<XElement> Outside()
    {
        Box view = View.Grow(0.02);
        return Root.Descendants().Where(element => Bounds(element) is { } box
            && (box.Left < view.Left || box.Right > view.Right || box.Top < view.Top || box.Bottom > view.Bottom));
    }

    /// <summary>Whether an element has ink in a box; along lines and inside wide areas by dense sampling.</summary>
    public static bool Touches(XElement element, Box box)
    {
        if (element.Name.LocalName != "path") return Bounds(element) is { } own && box.Overlaps(own);
        if (Class(element).StartsWith("line", StringComparison.Ordinal))
            return Segments(element).Where(ends => Around([ends.From, ends.To]).Overlaps(box)).SelectMany(ends => Pieces(ends.From, ends.To))
                .Any(box.Overlaps);
        return Subpaths(element).Where(part => Around(part).Overlaps(box)).Any(
            part => !IsBand(element) || Samples(box).Any(spot => IsInside(spot, part)));
    }

    private static bool IsBand(XElement element) => (string?)element.Attribute("fill-opacity") == "0.2";

    private static string Class(XElement element) => (string?)element.Attribute("class") ?? "";

    private static IEnumerable<Spot> Samples(Box box)
    {
        const int steps = 24;
        for (int i = 0; i <= steps; i++)
        {
            for (int j = 0; j <= steps; j++)
                yield return new(double.Lerp(box.Left, box.Right, (double)i / steps), double.Lerp(box.Top, box.Bottom, (double)j / steps));
        }
    }

    /// <summary>The even-odd rule.</summary>
    private static bool IsInside(Spot spot, Spot[] polygon)
    {
        bool inside = false;
        for (int i = 0, j = polygon.Length - 1; i < polygon.Length; j = i++)
        {
            (Spot a, Spot b) = (polygon[i], polygon[j]);
            if ((a.Y > spot.Y) != (b.Y > spot.Y) && spot.X < a.X + ((b.X - a.X) * (spot.Y - a.Y) / (b.Y - a.Y))) inside = !inside;
        }

        return inside;
    }

    /// <summary>The box of an element, or null for one without ink of its own.</summary>
    public static Box? Bounds(XElement element) => element.Name.LocalName switch
    {
        "circle" => Circle(element),
        "rect" => Rectangle(element),
        "text" => TextBox(element),
        "path" => PathBox(element),
        _ => null,
    };

    public static Box Rectangle(XElement element) =>
        Box.At(Number(element, "x"), Number(element, "y"), Number(element, "width"), Number(element, "height"));

    public static Box TextBox(XElement element)
    {
        double size = Number(element, "font-size");
        double width = 0;
        foreach (XNode node in element.Nodes())
        {
            (string text, double own) = node is XElement span
                ? (span.Value, span.Attribute("font-size") is { } a ? Number(a.Value) : size)
                : (((XText)node).Value, size);
            width += TextMetrics.Width(text, own, element.Attribute("font-weight") is not null);
        }

        (double x, double y) = (Number(element, "x"), Number(element, "y"));
        double left = (string?)element.Attribute("text-anchor") switch { "middle" => x - (0.5 * width), "end" => x - width, _ => x };
        double shift = Number(element, "dy");
        Box level = new(left, y + shift - (0.8 * size), left + width, y + shift + (0.25 * size));
        return element.Attribute("transform") is { } turn ? Turned(level, turn.Value) : level;
    }

    private static Box Turned(Box box, string transform)
    {
        double[] numbers = [.. transform["rotate(".Length..^1].Split(' ').Select(Number)];
        double angle = numbers[0] * Math.PI / 180;
        Spot[] corners = [new(box.Left, box.Top), new(box.Right, box.Top), new(box.Right, box.Bottom), new(box.Left, box.Bottom)];
        return Around([.. corners.Select(c => (X: c.X - numbers[1], Y: c.Y - numbers[2])).Select(c => new Spot(
            numbers[1] + (c.X * Math.Cos(angle)) - (c.Y * Math.Sin(angle)), numbers[2] + (c.X * Math.Sin(angle)) + (c.Y * Math.Cos(angle))))]);
    }

    private static Box Circle(XElement element)
    {
        (double x, double y, double r) = (Number(element, "cx"), Number(element, "cy"), Number(element, "r"));
        return new(x - r, y - r, x + r, y + r);
    }

    private static Box PathBox(XElement element) => Around([.. Subpaths(element).SelectMany(part => part)]);

    private static IEnumerable<(Spot From, Spot To)> Segments(XElement element) => Subpaths(element).SelectMany(part => part.Zip(part.Skip(1)));

    private static IEnumerable<Box> Pieces(Spot from, Spot to)
    {
        const int pieces = 60;
        for (int k = 0; k < pieces; k++) yield return Around([Between(from, to, k / (double)pieces), Between(from, to, (k + 1) / (double)pieces)]);
    }

    private static Spot Between(Spot a, Spot b, double share) => new(double.Lerp(a.X, b.X, share), double.Lerp(a.Y, b.Y, share));

    private static IEnumerable<Spot[]> Subpaths(XElement element)
    {
        string data = element.Attribute("d")!.Value;
        Assert.Matches("^[MLZ0-9. -]*$", data);
        foreach (string part in data.Split('M', StringSplitOptions.RemoveEmptyEntries))
        {
            double[] numbers = [.. Numbers().Matches(part).Select(m => Number(m.Value))];
            yield return [.. Enumerable.Range(0, numbers.Length / 2).Select(i => new Spot(numbers[2 * i], numbers[(2 * i) + 1]))];
        }
    }

    private static Box Around(Spot[] spots) => new(spots.Min(s => s.X), spots.Min(s => s.Y), spots.Max(s => s.X), spots.Max(s => s.Y));

    private static double Number(XElement element, string name) => element.Attribute(name) is { } a ? Number(a.Value) : 0;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Numbers();
}
