using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Espalier.Lab.Experiments.Commands;

/// <summary>What a specification says about a program: how it is called, and where its results are.</summary>
internal sealed record CommandPlan
{
    /// <summary>The names that stand for something of the cell beside its parameters.</summary>
    public static readonly ImmutableArray<string> OwnNames = ["seed", "replicate", "cell", "threads", "scratch"];

    /// <summary>The program and its arguments; empty where a shell is asked for.</summary>
    public ImmutableArray<CommandText> Arguments { get; init; } = [];

    /// <summary>A script for <c>sh</c>, which gets the values as environment variables; null where no shell is asked for.</summary>
    public string? Shell { get; init; }

    /// <summary>Variables for the program.</summary>
    public ImmutableArray<(string Name, CommandText Value)> Environment { get; init; } = [];

    /// <summary>Where the program runs.</summary>
    public required string Folder { get; init; }

    /// <summary>Files that decide what the program does, beside those that its arguments name.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>When the program is ended, or null.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How often a call that failed is made again.</summary>
    public int Retries { get; init; }

    /// <summary>Threads that the libraries of the program are told to use.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The JSON file with the results; null where they are on stdout.</summary>
    public CommandText? ResultFile { get; init; }

    /// <summary>Raised by whoever changes what the program computes.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>The parameters.</summary>
    public required ImmutableArray<Parameter> Parameters { get; init; }

    /// <summary>The measures.</summary>
    public required ImmutableArray<CommandMeasure> Measures { get; init; }

    /// <summary>All texts with places for values.</summary>
    public IEnumerable<CommandText> Texts =>
        [.. Arguments, .. Environment.Select(pair => pair.Value), .. ResultFile is { } file ? [file] : (CommandText[])[]];

    /// <summary>
    /// Equal for programs that are called in the same way for the same measures: it stands in the name of the experiment, and so in every address.
    /// What only decides whether and when a cell ends (time-out, retries, threads) has no part in it, nor has the place of the folder.
    /// </summary>
    public string Digest()
    {
        var text = new ArrayBufferWriter<byte>();
        Write(Arguments.Select(argument => argument.Source));
        Write([Shell ?? "", ResultFile?.Source ?? ""]);
        Write(Environment.OrderBy(pair => pair.Name, StringComparer.Ordinal).SelectMany(pair => (string[])[pair.Name, pair.Value.Source]));
        Write(Parameters.OrderBy(p => p.Name, StringComparer.Ordinal).SelectMany(p => (string[])[p.Name, $"{p.Kind}"]));
        Write(Measures.OrderBy(m => m.Measure.Name, StringComparer.Ordinal).SelectMany(m => m.Identity()));
        return Convert.ToHexStringLower(SHA256.HashData(text.WrittenSpan));

        void Write(IEnumerable<string> texts)
        {
            foreach (string one in texts) CanonicalJson.Write(text, one);
            text.Write(";"u8);
        }
    }
}

/// <summary>A measure of a program.</summary>
/// <param name="Measure">What it is.</param>
/// <param name="Pattern">A regular expression whose first group, where it matches stdout last, is the value; null where JSON has it.</param>
internal sealed record CommandMeasure(Measure Measure, string? Pattern)
{
    public IEnumerable<string> Identity() =>
        [
            Measure.Name,
            $"{Measure.Kind}",
            Measure.Bounds is { } bounds ? Invariant($"{bounds.Low} {bounds.High}") : "",
            $"{Measure.IsOptional}",
            Pattern ?? "",
        ];
}
