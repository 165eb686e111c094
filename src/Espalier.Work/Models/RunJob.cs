using Espalier.Graphs;
using Espalier.Tickets.Forms;

namespace Espalier.Work.Models;

/// <summary>A network to run.</summary>
public sealed record RunRequest
{
    /// <summary>The network or ticket.</summary>
    public required string Model { get; init; }

    /// <summary>One input; either this or <see cref="Input"/>.</summary>
    public double[]? Values { get; init; }

    /// <summary>A file with one or many inputs: .npy, or .json with an array of arrays.</summary>
    public string? Input { get; init; }

    /// <summary>The floating-point format of the computation.</summary>
    public Precision Precision { get; init; } = Precision.Double;

    /// <summary>The layers, for files that hold weights only.</summary>
    public string? Architecture { get; init; }

    /// <summary>The form of a ticket.</summary>
    public TicketForm Form { get; init; } = TicketForm.Folded;
}

/// <summary>The outputs, one row for each input.</summary>
public sealed record RunAnswer(double[][] Outputs, Precision Precision);

/// <summary>Computes the outputs of a network or ticket for given inputs.</summary>
public sealed class RunJob : IJob<RunRequest, RunAnswer>
{
    /// <inheritdoc/>
    public Outcome<RunAnswer> Run(RunRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        if (request.Values is null == request.Input is null)
        {
            throw new InvalidInputException(
                "values", null, request.Input is null
                    ? "there is no input"
                    : "`values` and `input` are both given", "give either `values` or `input`");
        }

        Network network = Model.Read(request.Model, request.Architecture, request.Form).Network;
        InputBatch batch = request.Values is { } values
            ? InputBatch.OfOne("values", values, network.InputShape)
            : InputBatch.Read(request.Input!, network.InputShape);
        string source = request.Input ?? "`values`";
        if (batch.FirstNonFinite() is { } where) place.Note($"{source}, {where}: not a finite number; outputs may not be numbers either");
        if ((long)batch.Count * network.OutputShape.Length > Array.MaxLength)
            throw new InvalidInputException(batch.Source, null, $"the outputs for {batch.Count} inputs do not fit into memory", "split the inputs");
        double[][] outputs = request.Precision == Precision.Double ? Doubles(network, batch, place) : Singles(network, batch, place);
        return Outcome.Of(new RunAnswer(outputs, request.Precision));
    }

    private static double[][] Doubles(Network network, InputBatch batch, Workplace place)
    {
        double[] outputs = new double[batch.Count * network.OutputShape.Length];
        Forward.Run(network, batch.Values, outputs, batch.Count, place.Threads, place.Cancel);
        return [.. outputs.Chunk(network.OutputShape.Length)];
    }

    /// <summary>Outputs computed in float32 are widened, which is exact.</summary>
    private static double[][] Singles(Network network, InputBatch batch, Workplace place)
    {
        float[] outputs = new float[batch.Count * network.OutputShape.Length];
        Forward.Run(network, Array.ConvertAll(batch.Values, value => (float)value), outputs, batch.Count, place.Threads, place.Cancel);
        return [.. Array.ConvertAll(outputs, value => (double)value).Chunk(network.OutputShape.Length)];
    }
}
