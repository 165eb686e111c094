using System.Buffers;
using System.Collections.Immutable;
using Espalier.Numerics.Random;

namespace Espalier.Lab.Experiments;

/// <summary>One piece of work: an experiment's parameters and the number of the replicate. What it computes depends on nothing else.</summary>
public sealed class Cell
{
    internal Cell(ExperimentSchema schema, ImmutableArray<Scalar> parameters, long replicate, CellAddress address)
    {
        Schema = schema;
        Parameters = parameters;
        Replicate = replicate;
        Address = address;
    }

    /// <summary>The experiment's schema.</summary>
    public ExperimentSchema Schema { get; }

    /// <summary>The values, in the schema's order.</summary>
    public ImmutableArray<Scalar> Parameters { get; }

    /// <summary>Replicates count from 0.</summary>
    public long Replicate { get; }

    /// <summary>The content address.</summary>
    public CellAddress Address { get; }

    /// <summary>A cell from values in the schema's order.</summary>
    /// <exception cref="InvalidInputException">A value is missing, of another kind or out of range.</exception>
    public static Cell Create(ExperimentSchema schema, ImmutableArray<Scalar> parameters, long replicate)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (parameters.Length != schema.Parameters.Length)
            throw new InvalidInputException(
                schema.Experiment, null, $"{parameters.Length} values for {schema.Parameters.Length} parameters", "give one value for each");
        for (int i = 0; i < parameters.Length; i++)
        {
            Parameter parameter = schema.Parameters[i];
            if (!parameter.Allows(parameters[i]))
                throw new InvalidInputException(parameter.Name, null, $"\"{parameters[i]}\" is not allowed", $"give {parameter.Allowed}");
        }

        return new(schema, parameters, replicate, CellAddress.Of(schema, parameters, replicate, new ArrayBufferWriter<byte>()));
    }

    /// <summary>A whole-number parameter.</summary>
    public long Integer(string name) => Value(name).Integer;

    /// <summary>A numeric parameter.</summary>
    public double Number(string name) => Value(name).Number;

    /// <summary>A choice.</summary>
    public string Text(string name) => Value(name).Text;

    /// <summary>A switch.</summary>
    public bool Flag(string name) => Value(name).Flag;

    /// <summary>An endless sequence of random numbers of this cell; each number of a sequence gives an independent one.</summary>
    public RandomStream Stream(uint sequence) => new(Address.Seed, sequence, StreamPurpose.Experiment);

    private Scalar Value(string name)
    {
        int index = Schema.IndexOfParameter(name);
        return index >= 0 ? Parameters[index] : throw new ArgumentException($"{Schema.Experiment} has no parameter {name}", nameof(name));
    }
}
