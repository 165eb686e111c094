using System.Collections.Immutable;

namespace Espalier.Lab.Experiments;

/// <summary>The measures of one cell, in the making. Every measure that is not optional must be given exactly once.</summary>
public sealed class CellResult
{
    private readonly ExperimentSchema _schema;
    private readonly Scalar[] _values;

    /// <summary>Starts with no measure given.</summary>
    public CellResult(ExperimentSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        _schema = schema;
        _values = new Scalar[schema.Measures.Length];
    }

    /// <summary>Gives a whole number.</summary>
    public CellResult With(string measure, long value) => Set(measure, Scalar.Of(value));

    /// <summary>Gives a finite number.</summary>
    public CellResult With(string measure, double value)
    {
        if (!double.IsFinite(value))
            throw new InvalidOperationException(Invariant($"the measure {measure} came out as {value}; a record holds finite numbers only"));
        MeasureBounds? bounds = _schema.IndexOfMeasure(measure) is >= 0 and var index ? _schema.Measures[index].Bounds : null;
        if (bounds?.Contains(value) == false)
            throw new InvalidOperationException(
                Invariant($"the measure {measure} came out as {value}, outside [{bounds.Value.Low}, {bounds.Value.High}]"));
        return Set(measure, Scalar.Of(value));
    }

    /// <summary>Gives a text.</summary>
    public CellResult With(string measure, string value) => Set(measure, Scalar.Of(value));

    /// <summary>Gives a flag.</summary>
    public CellResult With(string measure, bool value) => Set(measure, Scalar.Of(value));

    /// <summary>The values in the schema's order.</summary>
    internal ImmutableArray<Scalar> Complete()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            if (_values[i].Kind == ScalarKind.None && !_schema.Measures[i].IsOptional)
                throw new InvalidOperationException($"{_schema.Experiment} gave no value for the measure {_schema.Measures[i].Name}");
        }

        return [.. _values];
    }

    private CellResult Set(string measure, Scalar value)
    {
        int index = _schema.IndexOfMeasure(measure);
        if (index < 0) throw new InvalidOperationException($"{_schema.Experiment} declares no measure {measure}");
        if (_schema.Measures[index].Kind != value.Kind)
            throw new InvalidOperationException($"the measure {measure} is declared as {_schema.Measures[index].Kind} and was given as {value.Kind}");
        if (_values[index].Kind != ScalarKind.None) throw new InvalidOperationException($"the measure {measure} was given twice");
        _values[index] = value;
        return this;
    }
}
