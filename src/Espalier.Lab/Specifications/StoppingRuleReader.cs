using Espalier.Lab.Experiments;
using YamlDotNet.RepresentationModel;

namespace Espalier.Lab.Specifications;

/// <summary>
/// Reads <c>replicates: 100</c> or <c>replicates: {at-most: 1000, batch: 50, until: {measure: …, low: …, high: …, half-width: …,
/// confidence: …}}</c>.
/// </summary>
internal sealed class StoppingRuleReader(YamlSource yaml, ExperimentSchema schema)
{
    private const long MostReplicates = int.MaxValue;

    /// <summary>Reads the rule; silence means one replicate.</summary>
    public StoppingRule Read(YamlMappingNode root, YamlNode? node) => node switch
    {
        null => new FixedReplicates(1),
        YamlMappingNode mapping => ReadUntil(mapping),
        _ => new FixedReplicates(yaml.WholeNumber(node, "replicates", 1, MostReplicates)),
    };

    private UntilPrecise ReadUntil(YamlMappingNode mapping)
    {
        yaml.OnlyKeys(mapping, "replicates", ["at-most", "batch", "until"]);
        long most = yaml.WholeNumber(yaml.Required(mapping, "at-most"), "at-most", 2, MostReplicates);
        long batch = yaml.WholeNumber(yaml.Required(mapping, "batch"), "batch", 1, most);
        YamlNode untilNode = yaml.Required(mapping, "until");
        YamlMappingNode until = untilNode as YamlMappingNode
            ?? throw yaml.Error(untilNode, "until is not a mapping", "write measure, low, high, half-width and confidence");
        yaml.OnlyKeys(until, "until", ["measure", "low", "high", "half-width", "confidence"]);
        (string measure, YamlNode at) = yaml.RequiredText(until, "measure");
        CheckMeasure(measure, at);
        double low = Number(until, "low");
        double high = Number(until, "high");
        if (low >= high) throw yaml.Error(untilNode, "low is not below high", "give the smallest and the largest value that the measure can have");
        double halfWidth = Number(until, "half-width");
        if (halfWidth <= 0) throw yaml.Error(untilNode, "half-width is not above 0", "give the precision that is wanted");
        double confidence = Number(until, "confidence");
        if (confidence is <= 0 or >= 1) throw yaml.Error(untilNode, "confidence is not between 0 and 1", "give for example 0.99");
        return new(measure, low, high, halfWidth, confidence, batch, most);
    }

    private double Number(YamlMappingNode mapping, string key) => yaml.Number(yaml.Required(mapping, key), key);

    private void CheckMeasure(string name, YamlNode at)
    {
        Measure? measure = schema.Measures.FirstOrDefault(m => m.Name == name);
        string numeric = string.Join(", ", schema.Measures.Where(IsUsable).Select(m => m.Name));
        if (measure is null || !IsUsable(measure))
            throw yaml.Error(at, $"{schema.Experiment} has no measure \"{name}\" that is a number in every cell", $"give one of {numeric}");
    }

    private static bool IsUsable(Measure measure) =>
        !measure.IsOptional && measure.Kind is ScalarKind.Integer or ScalarKind.Number or ScalarKind.Flag;
}
