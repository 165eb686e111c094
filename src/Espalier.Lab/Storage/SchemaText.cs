using System.Text.Json;
using System.Text.Json.Serialization;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Storage;

/// <summary>
/// The schema of an experiment as JSON, so that its records can be read without it: kept in a store, and the manifest of a folder of
/// before.
/// </summary>
internal sealed record SchemaText(
    string Format, int Version, string Experiment, int Revision, IReadOnlyList<ParameterText> Parameters, IReadOnlyList<MeasureText> Measures)
{
    public const string FormatName = "espalier-lab-store";
    public const int CurrentVersion = 1;

    /// <summary>Infinite bounds are left out, as JSON has no infinity.</summary>
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static SchemaText Of(ExperimentSchema schema) => new(
        FormatName,
        CurrentVersion,
        schema.Experiment,
        schema.Revision,
        [.. schema.Parameters.Select(ParameterText.Of)],
        [.. schema.Measures.Select(m => new MeasureText(m.Name, m.Kind, m.Description, m.Unit, m.IsOptional, m.Share, m.Bounds))]);

    /// <summary>Reads a manifest; the version is judged before the rest, which another version may spell otherwise.</summary>
    public static SchemaText Parse(string path, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            bool isManifest = root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("format", out JsonElement format)
                && format.ValueKind == JsonValueKind.String
                && format.GetString() == FormatName;
            if (!isManifest)
                throw new InvalidInputException(
                    path, null, "this is not the description of an experiment's records", "name a store that `espalier lab run` made");
            int version = root.GetProperty("version").GetInt32();
            if (version > CurrentVersion)
                throw new InvalidInputException(
                    path, null, $"the store has version {version}, and this program knows versions up to {CurrentVersion}", "use a newer espalier");
            SchemaText read = root.Deserialize<SchemaText>(Json)!;
            bool isWhole = read.Parameters.All(parameter => parameter is not null) && read.Measures.All(measure => measure is not null);
            return isWhole ? read : throw new JsonException("null");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new InvalidInputException(
                path, null, "the description of the experiment is damaged", "restore it from a copy; the records are not lost", exception);
        }
    }

    /// <summary>The schema that the records obey.</summary>
    public ExperimentSchema ToSchema(string path)
    {
        try
        {
            return new(
                Experiment,
                Revision,
                Parameters.Select(p => p.ToParameter()),
                Measures.Select(m => new Measure(m.Name, m.Kind, m.Description, m.Unit, m.Optional) { Share = m.Share, Bounds = m.Bounds }));
        }
        catch (Exception exception) when (
            exception is ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new InvalidInputException(
                path, null, "the description of the experiment is damaged", "restore it from a copy; the records are not lost", exception);
        }
    }

    /// <summary>Whether records of the two schemas can stand in one store; ranges and descriptions may differ.</summary>
    public static string? Difference(ExperimentSchema stored, ExperimentSchema wanted)
    {
        if (stored.Experiment != wanted.Experiment) return $"it holds the experiment {stored.Experiment}, not {wanted.Experiment}";
        if (stored.Revision != wanted.Revision)
            return Invariant($"it holds revision {stored.Revision} of {stored.Experiment}, and this program has revision {wanted.Revision}");
        bool same = Columns(stored).SequenceEqual(Columns(wanted));
        return same ? null : $"its {stored.Experiment} has other parameters or measures than this program's";
    }

    private static IEnumerable<(string Name, ScalarKind Kind, bool IsOptional)> Columns(ExperimentSchema schema) => [
        .. schema.SortedParameters.Select(i => (schema.Parameters[i].Name, schema.Parameters[i].Kind, false)),
        .. schema.SortedMeasures.Select(i => (schema.Measures[i].Name, schema.Measures[i].Kind, schema.Measures[i].IsOptional)),
    ];
}

/// <summary>A parameter as the text spells it.</summary>
internal sealed record ParameterText(
    string Name,
    ScalarKind Kind,
    string Description,
    string Default,
    string? Unit = null,
    double? Minimum = null,
    double? Maximum = null,
    bool? MinimumExcluded = null,
    IReadOnlyList<string>? Choices = null)
{
    public static ParameterText Of(Parameter parameter) => new(
        parameter.Name,
        parameter.Kind,
        parameter.Description,
        parameter.Default.ToString(),
        parameter.Unit,
        double.IsFinite(parameter.Minimum) ? parameter.Minimum : null,
        double.IsFinite(parameter.Maximum) ? parameter.Maximum : null,
        parameter.IsMinimumExcluded ? true : null,
        parameter.Choices.IsEmpty ? null : parameter.Choices);

    public Parameter ToParameter()
    {
        double low = Minimum ?? double.NegativeInfinity;
        double high = Maximum ?? double.PositiveInfinity;
        return Kind switch
        {
            ScalarKind.Integer =>
                Parameter.WholeNumber(
                    Name, Description, long.Parse(Default, System.Globalization.CultureInfo.InvariantCulture), Whole(low), Whole(high), Unit),
            ScalarKind.Number =>
                Parameter.Real(
                    Name,
                    Description,
                    double.Parse(Default, System.Globalization.CultureInfo.InvariantCulture),
                    low,
                    high,
                    MinimumExcluded ?? false,
                    Unit),
            ScalarKind.Flag => Parameter.Switch(Name, Description, Default == "true"),
            _ => Parameter.OneOf(Name, Description, Default, [.. Choices ?? []]),
        };
    }

    private static long Whole(double bound) => bound >= long.MaxValue ? long.MaxValue : bound <= long.MinValue ? long.MinValue : (long)bound;
}

/// <summary>A measure as the text spells it.</summary>
internal sealed record MeasureText(
    string Name,
    ScalarKind Kind,
    string Description,
    string? Unit = null,
    bool Optional = false,
    ShareOf? Share = null,
    MeasureBounds? Bounds = null);
