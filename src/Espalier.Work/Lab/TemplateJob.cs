using Espalier.Lab.Experiments;
using Espalier.Lab.Experiments.Commands;
using Espalier.Lab.Specifications;

namespace Espalier.Work.Lab;

/// <summary>An experiment to write a specification for.</summary>
public sealed record TemplateRequest
{
    /// <summary>The name of the experiment.</summary>
    public required string Name { get; init; }
}

/// <summary>A commented specification to start from.</summary>
public sealed record TemplateAnswer(string Experiment, string Text);

/// <summary>Makes a commented specification to start from.</summary>
public sealed class TemplateJob : IJob<TemplateRequest, TemplateAnswer>
{
    /// <summary>The names that a request can give.</summary>
    public static IEnumerable<string> Names => ExperimentCatalogue.All.Select(experiment => experiment.Name).Append(CommandExperiment.Word);

    /// <inheritdoc/>
    public Outcome<TemplateAnswer> Run(TemplateRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Name == CommandExperiment.Word) return Outcome.Of(new TemplateAnswer(request.Name, CommandTemplate.Text));
        Experiment experiment = ExperimentCatalogue.Find(request.Name)
            ?? throw new InvalidInputException("name", null, $"there is no experiment '{request.Name}'", $"name one of {string.Join(", ", Names)}");
        return Outcome.Of(new TemplateAnswer(experiment.Name, SpecificationTemplate.Of(experiment)));
    }
}
