using Espalier.Lab.Experiments;
using Espalier.Lab.Experiments.Commands;

namespace Espalier.Work.Lab;

/// <summary>Asks which experiments there are.</summary>
public sealed record ListRequest
{
    /// <summary>The experiment to show with its parameters and measures; all if not given.</summary>
    public string? Name { get; init; }
}

/// <summary>All experiments.</summary>
public sealed record ListAnswer(IReadOnlyList<ListedExperiment> Experiments);

/// <summary>One experiment.</summary>
public sealed record ListedExperiment(
    string Name, int Revision, string Summary, IReadOnlyList<ListedParameter> Parameters, IReadOnlyList<ListedMeasure> Measures)
{
    internal static ListedExperiment Of(Experiment experiment) => new(
        experiment.Name,
        experiment.Schema.Revision,
        experiment.Summary,
        [
            .. experiment.Schema.Parameters.Select(
                p => new ListedParameter(p.Name, Word(p.Kind), p.Default.ToString(), p.Allowed, p.Unit, p.Description)),
        ],
        [.. experiment.Schema.Measures.Select(m => new ListedMeasure(m.Name, Word(m.Kind), m.IsOptional, m.Unit, m.Description))]);

    private static string Word(ScalarKind kind) => kind.ToString().ToLowerInvariant();
}

/// <summary>A parameter of an experiment.</summary>
public sealed record ListedParameter(string Name, string Kind, string Default, string Allowed, string? Unit, string Description);

/// <summary>A measure of an experiment.</summary>
public sealed record ListedMeasure(string Name, string Kind, bool IsOptional, string? Unit, string Description);

/// <summary>Lists the experiments with their parameters and measures.</summary>
public sealed class ListJob : IJob<ListRequest, ListAnswer>
{
    /// <inheritdoc/>
    public Outcome<ListAnswer> Run(ListRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ListedExperiment[] all = [
            .. ExperimentCatalogue.All.Select(ListedExperiment.Of), new(CommandExperiment.Word, 1, CommandExperiment.WordSummary, [], []),
        ];
        if (request.Name is not { } name) return Outcome.Of(new ListAnswer(all));
        ListedExperiment[] one = [.. all.Where(experiment => experiment.Name == name)];
        return one.Length > 0
            ? Outcome.Of(new ListAnswer(one))
            : throw new InvalidInputException(
                "name", null, $"there is no experiment '{name}'", $"name one of {string.Join(", ", all.Select(each => each.Name))}");
    }
}
