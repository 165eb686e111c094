using System.Diagnostics;
using Espalier.Graphs;
using Espalier.Tickets.Forms;
using Espalier.Training.DataSets;
using Espalier.Work.Data;
using Espalier.Work.Inputs;

namespace Espalier.Work.Models;

/// <summary>A network to test.</summary>
public sealed record EvaluateRequest : IExampleRequest
{
    /// <summary>The network or ticket.</summary>
    public required string Model { get; init; }

    /// <inheritdoc/>
    public required string Data { get; init; }

    /// <inheritdoc/>
    public string? Label { get; init; }

    /// <inheritdoc/>
    public double? Scale { get; init; }

    /// <inheritdoc/>
    public double[]? Normalise { get; init; }

    /// <summary>A network to compare with.</summary>
    public string? Reference { get; init; }

    /// <summary>What computes; null for ours, and for ONNX Runtime where ours cannot read the file.</summary>
    public EngineKind? Engine { get; init; }

    /// <summary>The output of a model that has several; null for the first.</summary>
    public string? Output { get; init; }

    /// <summary>Only so many images, from the first on; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>The floating-point format of the computation.</summary>
    public Precision Precision { get; init; } = Precision.Single;

    /// <summary>The layers, for files that hold weights only.</summary>
    public string? Architecture { get; init; }

    /// <summary>The form of a ticket.</summary>
    public TicketForm Form { get; init; } = TicketForm.Folded;

    /// <inheritdoc/>
    public ulong Seed { get; init; } = 1;
}

/// <summary>How many examples were classified correctly, and how the network differs from another.</summary>
/// <param name="Data">The set.</param>
/// <param name="Examples">How many.</param>
/// <param name="Correct">Those whose largest output stands at the place of their label.</param>
/// <param name="Accuracy">Their share.</param>
/// <param name="Precision">The floating-point format of the computation.</param>
/// <param name="Engine">What computed.</param>
/// <param name="Agreement">The share of examples of which both networks name the same class; null without a reference.</param>
/// <param name="RelativeError">The Euclidean norm of the difference of all outputs, relative to that of the reference's.</param>
/// <param name="Cosine">The cosine between all outputs of both.</param>
/// <param name="Seconds">The time.</param>
public sealed record EvaluateAnswer(
    string Data,
    int Examples,
    int Correct,
    double Accuracy,
    Precision Precision,
    EngineKind Engine,
    double? Agreement,
    double? RelativeError,
    double? Cosine,
    double Seconds);

/// <summary>Measures the accuracy of a network or ticket on a test set, and its difference to another one.</summary>
public sealed class EvaluateJob : IJob<EvaluateRequest, EvaluateAnswer>
{
    /// <summary>Examples computed between two reports.</summary>
    private const int Block = 500;

    /// <inheritdoc/>
    public Outcome<EvaluateAnswer> Run(EvaluateRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        Require.Whole("limit", request.Limit, 1, int.MaxValue);
        using Runner runner = Open(request, request.Model, place);
        using Runner? reference = request.Reference is { } other ? Open(request, other, place) : null;
        ILabelledSet set = DataSource.OpenSet(request, training: false, request.Limit, place);
        if (set.Count == 0) throw new InvalidInputException("data", null, "the test set holds no examples", "name another");
        RequireFit(request.Model, runner, set);
        if (reference is not null) RequireFit(request.Reference!, reference, set);
        var clock = Stopwatch.StartNew();
        Comparison found = Compared(request, runner, reference, set, place);
        return Outcome.Of(new EvaluateAnswer(
            set.Name,
            set.Count,
            found.Correct,
            (double)found.Correct / set.Count,
            request.Precision,
            runner.Engine,
            reference is null ? null : (double)found.Agreeing / set.Count,
            reference is null ? null : found.RelativeError,
            reference is null ? null : found.Cosine,
            clock.Elapsed.TotalSeconds));
    }

    private static Runner Open(EvaluateRequest request, string path, Workplace place) => Runner.Open(
        new RunnerRequest(path, request.Architecture, request.Form, request.Engine, request.Output, request.Precision), place);

    private static Comparison Compared(EvaluateRequest request, Runner runner, Runner? reference, ILabelledSet set, Workplace place)
    {
        IProgress<int>? progress = place.Stage<int>("evaluating", done => (double)done / set.Count);
        var found = new Comparison();
        double[] inputs = [];
        for (int first = 0; first < set.Count; first += Block)
        {
            place.Cancel.ThrowIfCancellationRequested();
            int size = Math.Min(Block, set.Count - first);
            if (inputs.Length != size * set.Example.Length) inputs = new double[size * set.Example.Length];
            set.Fill(first, inputs);
            double[] outputs = runner.Run(inputs, size);
            RequireClasses(request.Model, outputs.Length / size, set);
            double[]? others = reference?.Run(inputs, size);
            if (others is not null && others.Length != outputs.Length)
                throw new InvalidInputException(
                    "reference",
                    null,
                    $"it has {others.Length / size} outputs, and the network {outputs.Length / size}",
                    "compare networks of the same outputs");
            found.Add(outputs, others, size, example => set.LabelOf(first + example));
            progress?.Report(first + size);
        }

        return found;
    }

    private static void RequireClasses(string path, int outputs, ILabelledSet set)
    {
        if (outputs < set.Classes)
        {
            throw new InvalidInputException(
                path, null, $"the network has {outputs} outputs, but there are {set.Classes} classes", "name a network that classifies such images");
        }
    }

    /// <summary>Extents of 1 and flat lists are no difference; everything else might be channels in another order.</summary>
    private static void RequireFit(string path, Runner runner, ILabelledSet set)
    {
        if (runner.Input is not { } input)
            throw new InvalidInputException(
                path, null, "the model has several inputs, or leaves the size of one open", "fix every extent but the batch when exporting");
        if (input.Length != set.Example.Length)
        {
            throw new InvalidInputException(
                path,
                null,
                $"the network has {input.Length} inputs ({input}), but an example of {set.Name} has {set.Example.Length} numbers ({set.Example})",
                "name a network for such data");
        }

        int[] own = [.. input.Extents.Where(extent => extent > 1)], theirs = [.. set.Example.Extents.Where(extent => extent > 1)];
        if (own.Length > 1 && theirs.Length > 1 && !own.SequenceEqual(theirs))
        {
            throw new InvalidInputException(
                path,
                null,
                $"the network takes {input}, but an example of {set.Name} is {set.Example}",
                "save the examples with their extents in the order of the network, such as channels before rows");
        }
    }
}
