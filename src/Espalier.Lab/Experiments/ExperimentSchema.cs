using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Espalier.Lab.Experiments;

/// <summary>The names, kinds and order of an experiment's parameters and measures, which fix what its records look like.</summary>
public sealed partial class ExperimentSchema
{
    private static readonly ImmutableHashSet<string> Reserved = ["address", "replicate", "error-type", "error-message"];

    /// <summary>Checks and describes an experiment.</summary>
    public ExperimentSchema(string experiment, int revision, IEnumerable<Parameter> parameters, IEnumerable<Measure> measures)
    {
        Experiment = experiment;
        Revision = revision;
        Parameters = [.. parameters];
        Measures = [.. measures];
        SortedParameters = SortedByName(Parameters.Select(p => p.Name));
        SortedMeasures = SortedByName(Measures.Select(m => m.Name));
        foreach (string name in Names().Append(experiment))
        {
            if (!IsName(name))
                throw new ArgumentException($"\"{name}\" cannot name an experiment, a parameter or a measure", nameof(parameters));
        }

        if (Names().Distinct(StringComparer.Ordinal).Count() != Parameters.Length + Measures.Length)
            throw new ArgumentException($"{experiment} uses a name twice", nameof(parameters));
        foreach (string name in Measures.Where(m => m.Share is not null).SelectMany(m => (string[])[m.Share!.Count, m.Share.Trials]))
        {
            if (!Names().Contains(name, StringComparer.Ordinal))
                throw new ArgumentException($"a measure is a share of \"{name}\", which {experiment} does not have", nameof(measures));
        }

        Parameter? unusable = Parameters.FirstOrDefault(p => !p.Allows(p.Default));
        if (unusable is not null) throw new ArgumentException($"the default of {unusable.Name} is not {unusable.Allowed}", nameof(parameters));
    }

    /// <summary>The experiment's name.</summary>
    public string Experiment { get; }

    /// <summary>Raised by whoever changes what a cell computes or which parameters it has; it is part of every address.</summary>
    public int Revision { get; }

    /// <summary>The parameters in the order that people read.</summary>
    public ImmutableArray<Parameter> Parameters { get; }

    /// <summary>The measures in the order that people read.</summary>
    public ImmutableArray<Measure> Measures { get; }

    /// <summary>Positions of the parameters in the order of their names, the order of the canonical form.</summary>
    internal ImmutableArray<int> SortedParameters { get; }

    /// <summary>Positions of the measures in the order of their names.</summary>
    internal ImmutableArray<int> SortedMeasures { get; }

    /// <summary>The position of a parameter, or −1.</summary>
    internal int IndexOfParameter(string name) => IndexOf(Parameters, p => p.Name == name);

    /// <summary>The position of a measure, or −1.</summary>
    internal int IndexOfMeasure(string name) => IndexOf(Measures, m => m.Name == name);

    /// <summary>Whether a parameter or a measure may have this name.</summary>
    internal static bool IsName(string name) => NamePattern().IsMatch(name) && !Reserved.Contains(name);

    private static int IndexOf<T>(ImmutableArray<T> items, Func<T, bool> matches)
    {
        for (int i = 0; i < items.Length; i++)
        {
            if (matches(items[i])) return i;
        }

        return -1;
    }

    private IEnumerable<string> Names() => Parameters.Select(p => p.Name).Concat(Measures.Select(m => m.Name));

    private static ImmutableArray<int> SortedByName(IEnumerable<string> names) =>
        [.. names.Select((name, index) => (name, index)).OrderBy(pair => pair.name, StringComparer.Ordinal).Select(pair => pair.index)];

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]*([-_][A-Za-z0-9]+)*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}
