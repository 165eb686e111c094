using Espalier.Formats;
using Espalier.Formats.Npz;
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

    /// <summary>
    /// A file with one or many inputs: .npy, or .json with an array of arrays; or .npz with an array for each input of a model in ONNX Runtime.
    /// </summary>
    public string? Input { get; init; }

    /// <summary>The floating-point format of the computation.</summary>
    public Precision Precision { get; init; } = Precision.Double;

    /// <summary>The layers, for files that hold weights only.</summary>
    public string? Architecture { get; init; }

    /// <summary>The form of a ticket.</summary>
    public TicketForm Form { get; init; } = TicketForm.Folded;

    /// <summary>What computes; null for ours, and for ONNX Runtime where ours cannot read the file.</summary>
    public EngineKind? Engine { get; init; }

    /// <summary>The output of a model that has several; null for the first.</summary>
    public string? Output { get; init; }
}

/// <summary>The outputs, one row for each input.</summary>
public sealed record RunAnswer(double[][] Outputs, Precision Precision, EngineKind Engine);

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

        using Runner runner = Runner.Open(
            new RunnerRequest(request.Model, request.Architecture, request.Form, request.Engine, request.Output, request.Precision), place);
        if (runner.Input is null || IsArchive(request.Input))
        {
            double[][] rows = runner.Run(Arrays(request), request.Input!);
            return Outcome.Of(new RunAnswer(rows, request.Precision, runner.Engine));
        }

        InputBatch batch = request.Values is { } values
            ? InputBatch.OfOne("values", values, runner.Input)
            : InputBatch.Read(request.Input!, runner.Input);
        string source = request.Input ?? "`values`";
        if (batch.FirstNonFinite() is { } where) place.Note($"{source}, {where}: not a finite number; outputs may not be numbers either");
        double[] outputs = runner.Run(batch.Values, batch.Count);
        return Outcome.Of(new RunAnswer([.. outputs.Chunk(outputs.Length / batch.Count)], request.Precision, runner.Engine));
    }

    private static bool IsArchive(string? path) => Path.GetExtension(path)?.ToUpperInvariant() == ".NPZ";

    private static NamedTensors Arrays(RunRequest request) =>
        request.Input is { } path && Path.GetExtension(path).ToUpperInvariant() is ".NPZ" or ".NPY"
        ? IsArchive(path) ? NpzFormat.ReadData(path) : new NamedTensors([new NamedTensor("input", NpyFormat.Read(path))])
        : throw new InvalidInputException(
            request.Model,
            null,
            "the model has several inputs, or leaves the size of one open",
            "give an .npz file with an array for each input, by its name");
}
