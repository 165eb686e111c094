using Espalier.Formats;

namespace Espalier.Lab.Figures;

/// <summary>Writes figures to a folder, each with its data beside it.</summary>
public static class FigureFiles
{
    /// <summary>Writes NAME.svg and NAME.csv; gives both paths.</summary>
    public static (string Svg, string Csv) Write(Figure figure, string folder, string name, FigureStyle? style = null) =>
        Write(FigureSvg.Draw(figure, style), FigureCsv.Write(figure), folder, name);

    /// <summary>Writes NAME.svg and NAME.csv, which lists the shapes; gives both paths.</summary>
    public static (string Svg, string Csv) Write(Diagram diagram, string folder, string name, FigureStyle? style = null) =>
        Write(DiagramSvg.Draw(diagram, style), DiagramSvg.Shapes(diagram), folder, name);

    private static (string Svg, string Csv) Write(string svg, string csv, string folder, string name)
    {
        if (name.Length == 0 || name.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
            throw new InvalidInputException("figure file", name, "the name cannot be that of a file", "use letters, digits and hyphens");
        Directory.CreateDirectory(folder);
        (string svgPath, string csvPath) = (Path.Combine(folder, name + ".svg"), Path.Combine(folder, name + ".csv"));
        AtomicFile.WriteText(svgPath, svg);
        AtomicFile.WriteText(csvPath, csv);
        return (svgPath, csvPath);
    }
}
