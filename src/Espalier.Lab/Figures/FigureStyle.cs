namespace Espalier.Lab.Figures;

/// <summary>How large a figure is and in which colours.</summary>
public sealed record FigureStyle
{
    /// <summary>The width in pixels, 200 … 4000.</summary>
    public double Width { get; init; } = 640;

    /// <summary>The height of the panels with their axes in pixels, or null for a height that suits the width.</summary>
    public double? PanelHeight { get; init; }

    /// <summary>The size of text in pixels, 6 … 60; lines and markers grow with it.</summary>
    public double FontSize { get; init; } = 13;

    /// <summary>Whether the title is drawn, or only read out: a paper's caption replaces it.</summary>
    public bool ShowTitle { get; init; } = true;

    /// <summary>The colours.</summary>
    public FigureTheme Theme { get; init; }

    /// <summary>The identifier of the drawing inside a page, or null for one made from the content.</summary>
    public string? Id { get; init; }

    internal void Require()
    {
        FigureCheck.Demand("figure style", Width is >= 200 and <= 4000, "width", "use 200 to 4000 pixels");
        FigureCheck.Demand("figure style", PanelHeight is null or (>= 80 and <= 4000), "panel height", "use 80 to 4000 pixels");
        FigureCheck.Demand("figure style", FontSize is >= 6 and <= 60, "font size", "use 6 to 60 pixels");
        FigureCheck.Demand(
            "figure style",
            Id is null || (Id.Length > 0 && char.IsAsciiLetter(Id[0]) && Id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')),
            "id",
            "use letters, digits and hyphens, a letter first");
    }
}

/// <summary>Light or dark.</summary>
public enum FigureTheme
{
    /// <summary>As the reader's system asks for; light where that is unknown.</summary>
    Auto,

    /// <summary>Dark ink on white.</summary>
    Light,

    /// <summary>Light ink on near black.</summary>
    Dark,

    /// <summary>
    /// As the page says that it is part of, and that forbids styles inside its text: the drawing has the class <c>drawn</c> and no style
    /// sheet, and the page brings <see cref="FigureSvg.PageStyle"/>.
    /// </summary>
    Page,
}
