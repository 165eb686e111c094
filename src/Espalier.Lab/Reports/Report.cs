using System.Collections.Immutable;
using Espalier.Lab.Figures;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Reports;

/// <summary>What a report says; <see cref="ReportHtml"/> makes one self-contained page of it.</summary>
public sealed record Report
{
    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>What was found, in a few sentences; blank lines separate paragraphs.</summary>
    public string Summary { get; init; } = "";

    /// <summary>What the run was given.</summary>
    public ImmutableArray<Fact> Parameters { get; init; } = [];

    /// <summary>The findings.</summary>
    public ImmutableArray<ReportSection> Sections { get; init; } = [];

    /// <summary>How to get the same numbers again, or null.</summary>
    public Reproduction? Reproduction { get; init; }
}

/// <summary>A named value.</summary>
public readonly record struct Fact(string Name, string Value);

/// <summary>What it takes to repeat a run.</summary>
/// <param name="Command">The exact command.</param>
/// <param name="Machine">The machine: processor, cores, memory, system.</param>
/// <param name="Versions">The versions of all that can change a number.</param>
public sealed record Reproduction(string Command, ImmutableArray<Fact> Machine, ImmutableArray<Fact> Versions)
{
    /// <summary>What a run remembers of its machine and its program.</summary>
    public static Reproduction Of(string command, RunEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return new(
            command,
            [new("machine", environment.Machine), new("processor", environment.Processor), new("system", environment.System)],
            [new("code", environment.CodeVersion), new("runtime", environment.Runtime)]);
    }
}

/// <summary>A heading and what follows it.</summary>
public sealed record ReportSection(string Heading, ImmutableArray<ReportBlock> Blocks);

/// <summary>A part of a section.</summary>
public abstract record ReportBlock
{
    private protected ReportBlock()
    {
    }
}

/// <summary>Text; blank lines separate paragraphs.</summary>
public sealed record TextBlock(string Text) : ReportBlock;

/// <summary>Text set as it is: commands, output.</summary>
public sealed record CodeBlock(string Text) : ReportBlock;

/// <summary>A table. Columns whose cells are all numbers stand to the right; a long table is folded, its first rows aside.</summary>
public sealed record TableBlock(string Caption, ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<string>> Rows) : ReportBlock
{
    /// <summary>Tables of more rows than this are folded.</summary>
    public int OpenRows { get; init; } = 20;
}

/// <summary>A figure with its data to download. The style's identifier is the report's to choose.</summary>
public sealed record FigureBlock(Figure Figure, FigureStyle? Style = null) : ReportBlock;

/// <summary>A diagram.</summary>
public sealed record DiagramBlock(Diagram Diagram, FigureStyle? Style = null) : ReportBlock;
